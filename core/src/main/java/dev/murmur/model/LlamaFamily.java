package dev.murmur.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/// Llama and what shares its architecture and `model_type` (Yi, Vicuna, TinyLlama). Touvron et al.
/// 2023, arXiv 2307.09288; configuration as transformers writes it, with the rotary base at either
/// of its two places.
public final class LlamaFamily implements ModelFamily {
    /// Settings that change the result and that this decoder computes only at the value given here.
    private static final Map<String, String> FIXED =
            Map.of(
                    "hidden_act",
                    "silu",
                    "attention_bias",
                    "false",
                    "mlp_bias",
                    "false",
                    "pretraining_tp",
                    "1");

    @Override
    public String modelType() {
        return "llama";
    }

    @Override
    public DecoderConfig config(JsonNode config, String file) {
        FIXED.forEach((key, value) -> requireFixed(config, key, value, file));
        int hidden = integer(config, "hidden_size", file);
        int heads = integer(config, "num_attention_heads", file);
        try {
            return new DecoderConfig(
                    integer(config, "vocab_size", file),
                    hidden,
                    integer(config, "num_hidden_layers", file),
                    heads,
                    config.hasNonNull("num_key_value_heads")
                            ? integer(config, "num_key_value_heads", file)
                            : heads,
                    config.hasNonNull("head_dim")
                            ? integer(config, "head_dim", file)
                            : hidden / Math.max(1, heads),
                    integer(config, "intermediate_size", file),
                    config.path("rms_norm_eps").asDouble(1e-6),
                    ropeTheta(config, file),
                    integer(config, "max_position_embeddings", file),
                    config.path("tie_word_embeddings").asBoolean(false));
        } catch (IllegalArgumentException e) {
            throw new CheckpointException(file + ": " + e.getMessage(), e);
        }
    }

    /// Newer files hold `rope_parameters: {rope_theta, rope_type}`, older ones `rope_theta` and
    /// `rope_scaling`.
    private static double ropeTheta(JsonNode config, String file) {
        JsonNode parameters = config.path("rope_parameters");
        JsonNode scaling =
                config.hasNonNull("rope_scaling") ? config.path("rope_scaling") : parameters;
        String type = scaling.path("rope_type").asText(scaling.path("type").asText("default"));
        if (!type.equals("default")) {
            throw new CheckpointException(
                    file + ": rope scaling '" + type + "' is not implemented; only 'default' is");
        }
        return parameters.path("rope_theta").asDouble(config.path("rope_theta").asDouble(10000.0));
    }

    private static void requireFixed(JsonNode config, String key, String value, String file) {
        if (config.hasNonNull(key) && !config.path(key).asText().equals(value)) {
            throw new CheckpointException(
                    file
                            + ": "
                            + key
                            + " is "
                            + config.path(key)
                            + ", which is not implemented; only "
                            + value
                            + " is");
        }
    }

    private static int integer(JsonNode config, String key, String file) {
        if (!config.path(key).canConvertToInt()) {
            throw new CheckpointException(
                    file
                            + ": "
                            + key
                            + " is "
                            + (config.has(key) ? config.path(key) : "missing")
                            + ", expected an integer");
        }
        return config.path(key).asInt();
    }
}
