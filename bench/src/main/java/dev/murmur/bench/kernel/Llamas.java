package dev.murmur.bench.kernel;

import dev.murmur.model.CausalLm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Llamas with random weights, as wide as the table's `15m`: hidden 288, 6 heads, MLP 768.
public final class Llamas {
    private Llamas() {}

    /// A model to be closed by the caller.
    public static CausalLm open(int layers, int vocab) {
        try {
            Path folder = Files.createTempDirectory("murmur-bench");
            Path config = folder.resolve("config.json");
            Files.writeString(
                    config,
                    """
                    {"model_type": "llama", "architectures": ["LlamaForCausalLM"], "vocab_size": %d, "hidden_size": 288,
                     "num_hidden_layers": %d, "num_attention_heads": 6, "num_key_value_heads": 6,
                     "intermediate_size": 768, "rms_norm_eps": 1e-5, "max_position_embeddings": 2048,
                     "tie_word_embeddings": true, "hidden_act": "silu", "rope_theta": 10000.0, "torch_dtype": "float32"}
                    """
                            .formatted(vocab, layers));
            CausalLm model = CausalLm.random(folder, 1);
            Files.delete(config);
            Files.delete(folder);
            return model;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
