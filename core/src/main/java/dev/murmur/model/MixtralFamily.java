package dev.murmur.model;

/// Mixtral (Jiang et al. 2024, arXiv 2401.04088): Mistral with a choice of feed-forward layers.
///
/// What transformers adds in training only is left out: noise on the router's input
/// (`router_jitter_noise`) and the auxiliary loss (`router_aux_loss_coef`).
final class MixtralFamily implements ModelFamily {
    @Override
    public String modelType() {
        return "mixtral";
    }

    @Override
    public String className() {
        return "Mixtral";
    }

    @Override
    public DecoderConfig config(ConfigFile config) {
        config.requireFixed("hidden_act", "silu");
        var experts =
                new Architecture.Experts(
                        config.integer("num_local_experts"), config.integer("num_experts_per_tok"));
        return Sizes.read(
                config,
                1_000_000,
                false,
                Architecture.LLAMA.with(LayerWindows.everywhere(config, null)).with(experts));
    }
}
