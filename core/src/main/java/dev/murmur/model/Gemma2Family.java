package dev.murmur.model;

import dev.murmur.nn.Activation;
import dev.murmur.nn.SoftCap;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Gemma 2 (Riviere et al. 2024, arXiv 2408.00118): every other layer slides a window, scores and
/// logits are capped, four norms a layer.
final class Gemma2Family implements ModelFamily {
    private static final int WINDOW = 4096;

    @Override
    public String modelType() {
        return "gemma2";
    }

    @Override
    public String className() {
        return "Gemma2";
    }

    @Override
    public DecoderConfig config(ConfigFile config) {
        config.requireFixed("hidden_activation", "gelu_pytorch_tanh");
        config.requireFixed("use_bidirectional_attention", "false");
        var traits =
                new HashSet<>(
                        Set.of(
                                Trait.UNIT_OFFSET_NORMS,
                                Trait.NORMS_AROUND,
                                Trait.SCALED_EMBEDDING));
        if (config.flag("attention_bias", false)) {
            traits.addAll(Set.of(Trait.QKV_BIAS, Trait.OUTPUT_BIAS));
        }
        var gemma2 =
                new Architecture(
                        traits,
                        Activation.GELU_TANH,
                        config.positive("query_pre_attn_scalar", 256),
                        cap(config, "attn_logit_softcapping", 50),
                        cap(config, "final_logit_softcapping", 30),
                        LayerWindows.read(
                                config, LayerWindows.size(config, WINDOW), layer -> layer % 2 == 0),
                        null);
        return Sizes.read(config, 10_000, true, gemma2);
    }

    private static @Nullable SoftCap cap(ConfigFile config, String key, double absent) {
        boolean off = config.json().has(key) && !config.has(key);
        return off ? null : new SoftCap(config.positive(key, absent));
    }
}
