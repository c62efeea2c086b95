package dev.murmur.model;

/// Mistral (Jiang et al. 2023, arXiv 2310.06825): Llama whose layers may all slide a window.
final class MistralFamily implements ModelFamily {
    /// Of a file without `sliding_window`; null in the file means none.
    private static final int WINDOW = 4096;

    @Override
    public String modelType() {
        return "mistral";
    }

    @Override
    public String className() {
        return "Mistral";
    }

    @Override
    public DecoderConfig config(ConfigFile config) {
        config.requireFixed("hidden_act", "silu");
        return Sizes.read(
                config,
                10_000,
                false,
                Architecture.LLAMA.with(LayerWindows.everywhere(config, WINDOW)));
    }
}
