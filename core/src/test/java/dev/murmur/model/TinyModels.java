package dev.murmur.model;

import dev.murmur.data.KeyedRandom;
import dev.murmur.data.TokenGroup;
import dev.murmur.data.TokenReply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Small models and groups for tests.
public final class TinyModels {
    public static final int VOCAB = 64;

    private TinyModels() {}

    /// Writes the `config.json` of a two-layer Llama with grouped queries.
    public static Path folder(Path folder, boolean tied) {
        try {
            Files.createDirectories(folder);
            Files.writeString(
                    folder.resolve("config.json"),
                    """
                    {"model_type": "llama", "architectures": ["LlamaForCausalLM"], "vocab_size": %d, "hidden_size": 32,
                     "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2, "intermediate_size": 48,
                     "rms_norm_eps": 1e-5, "max_position_embeddings": 256, "tie_word_embeddings": %s, "hidden_act": "silu",
                     "bos_token_id": 1, "eos_token_id": 2, "pad_token_id": 0, "rope_theta": 10000.0, "torch_dtype": "float32"}
                    """
                            .formatted(VOCAB, tied));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A model with weights large enough that its outputs are far from uniform.
    public static CausalLm random(Path folder, boolean tied, long seed) {
        CausalLm model = CausalLm.random(folder(folder, tied), seed);
        for (var weight : model.parameters().all().values()) {
            if (weight.dim() == 2) {
                try (var _ = new org.bytedeco.pytorch.NoGradGuard()) {
                    weight.mul_(new org.bytedeco.pytorch.Scalar(12.0));
                }
            }
        }
        return model;
    }

    /// Saves such a model.
    ///
    /// @param folder for its own folder and its config's
    /// @return the model's folder
    public static Path saved(Path folder, boolean tied, long seed) {
        Path start = folder.resolve("start");
        try (CausalLm model = random(folder.resolve("config"), tied, seed)) {
            model.save(start, "");
        }
        return start;
    }

    /// Random groups: prompts of 1 to 12 tokens, 1 to `maxReplies` replies of 1 to 15 tokens, some
    /// not counted.
    public static List<TokenGroup> groups(int n, int maxReplies, long seed) {
        return IntStream.range(0, n).mapToObj(g -> group("g" + g, maxReplies, seed)).toList();
    }

    private static TokenGroup group(String id, int maxReplies, long seed) {
        long key = KeyedRandom.key(seed, "tiny", id);
        var replies = new ArrayList<TokenReply>();
        int k = 1 + KeyedRandom.below(maxReplies, key, 0);
        for (int r = 0; r < k; r++) {
            int[] ids = ids(1 + KeyedRandom.below(15, key, 1 + r), key + 1 + r);
            var counts = new boolean[ids.length];
            for (int i = 0; i < ids.length; i++) {
                counts[i] =
                        i == ids.length - 1 || KeyedRandom.uniform(key + 77, 100L * r + i) < 0.8;
            }
            replies.add(new TokenReply(ids, counts));
        }
        return new TokenGroup(id, ids(1 + KeyedRandom.below(12, key, 99), key - 1), replies);
    }

    private static int[] ids(int length, long key) {
        return IntStream.range(0, length)
                .map(i -> KeyedRandom.below(VOCAB, key, 1000 + i))
                .toArray();
    }
}
