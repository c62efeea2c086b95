package dev.murmur.model;

import org.jspecify.annotations.Nullable;

/// Qwen2 and Qwen2.5 (Yang et al. 2024, arXiv 2407.10671): Llama with biases on queries, keys and
/// values; the layers from `max_window_layers` on may slide a window.
final class Qwen2Family implements ModelFamily {
    private static final int WINDOW = 4096;

    @Override
    public String modelType() {
        return "qwen2";
    }

    @Override
    public String className() {
        return "Qwen2";
    }

    @Override
    public DecoderConfig config(ConfigFile config) {
        config.requireFixed("hidden_act", "silu");
        return Sizes.read(
                config,
                10_000,
                false,
                Architecture.LLAMA.with(Trait.QKV_BIAS).with(window(config)));
    }

    /// Qwen's files name a `sliding_window` that counts only with `use_sliding_window`.
    static @Nullable SlidingWindow window(ConfigFile config) {
        if (!config.flag("use_sliding_window", false)) {
            return LayerWindows.read(config, null, i -> false);
        }
        int full = config.integer("max_window_layers");
        return LayerWindows.read(config, LayerWindows.size(config, WINDOW), i -> i >= full);
    }
}
