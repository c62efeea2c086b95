package dev.murmur.bench.program;

import dev.murmur.model.CausalLm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.openblas.presets.openblas_nolapack;
import org.bytedeco.pytorch.global.torch;

/// Llamas with random weights, named by their number of parameters in millions. The smallest is the
/// demo's.
enum Sizes {
    M1(800, 128, 4, 4, 352),
    M5(2000, 256, 6, 8, 704),
    M15(4000, 384, 8, 8, 1056),
    M40(8000, 512, 12, 8, 1408),
    M110(32_002, 768, 12, 12, 2048);

    private final int vocab;
    private final int hidden;
    private final int layers;
    private final int heads;
    private final int intermediate;

    Sizes(int vocab, int hidden, int layers, int heads, int intermediate) {
        this.vocab = vocab;
        this.hidden = hidden;
        this.layers = layers;
        this.heads = heads;
        this.intermediate = intermediate;
    }

    int vocab() {
        return vocab;
    }

    /// A model to be closed by the caller, and this many threads an operation from now on.
    CausalLm open(int threads) {
        return open(vocab, threads);
    }

    /// The same with another vocabulary.
    CausalLm open(int vocabulary, int threads) {
        CausalLm model = CausalLm.random(folder(vocabulary), 1);
        threads(threads);
        return model;
    }

    /// A folder with a `config.json`, gone when the program ends.
    private Path folder(int vocabulary) {
        try {
            Path folder = Files.createTempDirectory("murmur-bench");
            Path config = folder.resolve("config.json");
            folder.toFile().deleteOnExit();
            config.toFile().deleteOnExit();
            Files.writeString(
                    config,
                    """
                    {"model_type": "llama", "architectures": ["LlamaForCausalLM"], "vocab_size": %d, "hidden_size": %d,
                     "num_hidden_layers": %d, "num_attention_heads": %d, "num_key_value_heads": %d,
                     "intermediate_size": %d, "rms_norm_eps": 1e-5, "max_position_embeddings": 2048,
                     "tie_word_embeddings": true, "hidden_act": "silu", "bos_token_id": 1, "eos_token_id": 2,
                     "rope_theta": 10000.0, "torch_dtype": "float32"}
                    """
                            .formatted(vocabulary, hidden, layers, heads, heads / 2, intermediate));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Threads of each operation that this thread starts.
    static void threads(int count) {
        torch.set_num_threads(count);
        openblas_nolapack.blas_set_num_threads(count);
    }
}
