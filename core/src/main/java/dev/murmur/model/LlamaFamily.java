package dev.murmur.model;

/// Llama and what shares its architecture and `model_type` (Yi, Vicuna, TinyLlama). Touvron et al.
/// 2023, arXiv 2307.09288.
final class LlamaFamily implements ModelFamily {
    @Override
    public String modelType() {
        return "llama";
    }

    @Override
    public String className() {
        return "Llama";
    }

    @Override
    public DecoderConfig config(ConfigFile config) {
        config.requireFixed("hidden_act", "silu");
        config.requireFixed("pretraining_tp", "1");
        Architecture llama = Architecture.LLAMA;
        if (config.flag("attention_bias", false)) {
            llama = llama.with(Trait.QKV_BIAS, Trait.OUTPUT_BIAS);
        }
        if (config.flag("mlp_bias", false)) {
            llama = llama.with(Trait.FEED_FORWARD_BIAS);
        }
        return Sizes.read(config, 10_000, false, llama);
    }
}
