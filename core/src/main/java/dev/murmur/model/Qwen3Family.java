package dev.murmur.model;

/// Qwen3 (Yang et al. 2025, arXiv 2505.09388): Qwen2 with norms on each head's queries and keys in
/// place of biases.
final class Qwen3Family implements ModelFamily {
    @Override
    public String modelType() {
        return "qwen3";
    }

    @Override
    public String className() {
        return "Qwen3";
    }

    @Override
    public DecoderConfig config(ConfigFile config) {
        config.requireFixed("hidden_act", "silu");
        Architecture qwen3 =
                Architecture.LLAMA.with(Trait.HEAD_NORMS).with(Qwen2Family.window(config));
        if (config.flag("attention_bias", false)) {
            qwen3 = qwen3.with(Trait.QKV_BIAS, Trait.OUTPUT_BIAS);
        }
        return Sizes.read(config, 10_000, false, qwen3);
    }
}
