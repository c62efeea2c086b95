package dev.murmur.bench.table;

/// The Llamas of the table: random weights, a tied head.
enum ModelSize {
    M15("15m", 288, 6, 6, 6, 768),
    M110("110m", 768, 12, 12, 4, 2048);

    /// Words, special tokens among them.
    static final int VOCAB = 32_002;

    static final int POSITIONS = 2048;

    private final String label;
    private final int hidden;
    private final int layers;
    private final int heads;
    private final int kvHeads;
    private final int intermediate;

    ModelSize(String label, int hidden, int layers, int heads, int kvHeads, int intermediate) {
        this.label = label;
        this.hidden = hidden;
        this.layers = layers;
        this.heads = heads;
        this.kvHeads = kvHeads;
        this.intermediate = intermediate;
    }

    int hidden() {
        return hidden;
    }

    int layers() {
        return layers;
    }

    /// Width of a token's keys, and of its values.
    int keys() {
        return hidden / heads * kvHeads;
    }

    /// Parameters of the linear layers of the trunk, which each token passes once.
    long linear() {
        return layers * (2L * hidden * hidden + 2L * hidden * keys() + 3L * hidden * intermediate);
    }

    /// Parameters of the head, which is the embedding too.
    long head() {
        return (long) VOCAB * hidden;
    }

    String configJson() {
        return """
        {"model_type": "llama", "architectures": ["LlamaForCausalLM"], "vocab_size": %d, "hidden_size": %d,
         "num_hidden_layers": %d, "num_attention_heads": %d, "num_key_value_heads": %d, "intermediate_size": %d,
         "rms_norm_eps": 1e-5, "max_position_embeddings": %d, "tie_word_embeddings": true,
         "hidden_act": "silu", "initializer_range": 0.02, "rope_theta": 10000.0, "torch_dtype": "float32",
         "bos_token_id": 1, "eos_token_id": 2, "pad_token_id": 0}
        """
                .formatted(VOCAB, hidden, layers, heads, kvHeads, intermediate, POSITIONS);
    }

    @Override
    public String toString() {
        return label;
    }
}
