package dev.murmur.model;

/// Reads the sizes that all families write alike.
final class Sizes {
    private Sizes() {}

    /// A decoder of a file's sizes.
    ///
    /// @param theta of rotary positions, where the file names none
    /// @param tied whether the head is the embedding, where the file does not say
    /// @throws CheckpointException if a size is missing or no decoder can have it
    static DecoderConfig read(
            ConfigFile config, double theta, boolean tied, Architecture architecture) {
        config.requireAbsent("quantization_config");
        int hidden = config.integer("hidden_size");
        int heads = config.integer("num_attention_heads");
        return new DecoderConfig(
                config.integer("vocab_size"),
                hidden,
                config.integer("num_hidden_layers"),
                heads,
                config.integer("num_key_value_heads", heads),
                config.integer("head_dim", hidden / Math.max(1, heads)),
                config.integer("intermediate_size"),
                config.positive("rms_norm_eps"),
                RotarySettings.read(config, theta),
                config.integer("max_position_embeddings"),
                config.flag("tie_word_embeddings", tied),
                architecture);
    }
}
