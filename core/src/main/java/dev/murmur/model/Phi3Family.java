package dev.murmur.model;

/// Phi-3 and Phi-4 (Abdin et al. 2024, arXiv 2404.14219): Llama with fused projections, perhaps
/// with a window. Contexts stretched by `longrope` and partly rotated heads are refused.
final class Phi3Family implements ModelFamily {
    @Override
    public String modelType() {
        return "phi3";
    }

    @Override
    public String className() {
        return "Phi3";
    }

    @Override
    public DecoderConfig config(ConfigFile config) {
        config.requireFixed("hidden_act", "silu");
        return Sizes.read(
                config,
                10_000,
                false,
                Architecture.LLAMA
                        .with(Trait.FUSED_PROJECTIONS)
                        .with(LayerWindows.everywhere(config, null)));
    }
}
