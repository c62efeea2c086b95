package dev.murmur.bench.curve;

import dev.murmur.data.TokenGroup;
import dev.murmur.data.TokenReply;
import java.util.List;

/// The shape of a Llama with random weights and a tied head.
///
/// @param heads of queries; half as many of keys, if that is even
record Llama(int vocab, int hidden, int layers, int heads, int inner) {
    static final Llama TINY = new Llama(800, 128, 4, 4, 352);
    static final Llama M15 = new Llama(32_002, 288, 6, 6, 768);
    static final Llama M40 = new Llama(32_002, 512, 8, 8, 1408);
    static final Llama M110 = new Llama(32_002, 768, 12, 12, 2048);

    Llama withVocabulary(int tokens) {
        return new Llama(tokens, hidden, layers, heads, inner);
    }

    private int kvHeads() {
        return heads % 2 == 0 ? heads / 2 : heads;
    }

    String configJson() {
        return """
        {"model_type": "llama", "architectures": ["LlamaForCausalLM"], "vocab_size": %d, "hidden_size": %d,
         "num_hidden_layers": %d, "num_attention_heads": %d, "num_key_value_heads": %d, "intermediate_size": %d,
         "rms_norm_eps": 1e-5, "max_position_embeddings": 4096, "tie_word_embeddings": true, "hidden_act": "silu",
         "initializer_range": 0.02, "rope_theta": 10000.0, "torch_dtype": "float32", "bos_token_id": 1, "eos_token_id": 2}
        """
                .formatted(vocab, hidden, layers, heads, kvHeads(), inner);
    }

    /// Multiplications and additions of a forward and a backward pass, which takes twice as many:
    /// linear layers over every token, the head over those of replies, and attention of each token
    /// to what it sees. Each prompt once.
    double trainingFlops(List<TokenGroup> groups) {
        double width = (double) hidden / heads * kvHeads();
        double linear =
                layers * (2.0 * hidden * hidden + 2 * hidden * width + 3.0 * hidden * inner);
        double flops = 0;
        for (TokenGroup group : groups) {
            double prompt = group.prompt().length;
            double seen = prompt * (prompt + 1) / 2;
            double replies = 0;
            for (TokenReply reply : group.replies()) {
                double length = reply.ids().length;
                seen += length * prompt + length * (length + 1) / 2;
                replies += length;
            }
            flops +=
                    2 * linear * group.tokens()
                            + 2.0 * vocab * hidden * replies
                            + 4.0 * hidden * layers * seen;
        }
        return 3 * flops;
    }
}
