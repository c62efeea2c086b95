package dev.murmur.model;

import dev.murmur.nn.RotaryFrequencies;
import java.util.Set;
import java.util.TreeSet;

/// Reads rotary positions from both places where transformers wrote them: newer files hold
/// `rope_parameters: {rope_theta, rope_type, ...}`, older ones `rope_theta` and `rope_scaling`,
/// whose type was once called `type`.
final class RotarySettings {
    private static final Set<String> COMMON =
            Set.of("rope_theta", "rope_type", "type", "partial_rotary_factor");
    private static final Set<String> OF_LINEAR = Set.of("factor");
    private static final Set<String> OF_LLAMA3 =
            Set.of(
                    "factor",
                    "low_freq_factor",
                    "high_freq_factor",
                    "original_max_position_embeddings");

    private RotarySettings() {}

    /// @param defaultTheta where the file names no base
    /// @throws CheckpointException if the scaling is not implemented, or a value is wrong
    static RotaryFrequencies read(ConfigFile config, double defaultTheta) {
        requireWhole(config);
        ConfigFile older = config.section("rope_scaling");
        ConfigFile rope = older.json().isEmpty() ? config.section("rope_parameters") : older;
        requireWhole(rope);
        double theta = rope.positive("rope_theta", config.positive("rope_theta", defaultTheta));
        return new RotaryFrequencies(theta, scaling(config, rope));
    }

    private static RotaryFrequencies.Scaling scaling(ConfigFile config, ConfigFile rope) {
        String key = rope.has("rope_type") ? "rope_type" : "type";
        String type = rope.json().path(key).asText("default");
        return switch (type) {
            case "default" -> {
                requireKnown(rope, Set.of());
                yield new RotaryFrequencies.Unscaled();
            }
            case "linear" -> {
                requireKnown(rope, OF_LINEAR);
                yield new RotaryFrequencies.Linear(rope.positive("factor"));
            }
            case "llama3" -> {
                requireKnown(rope, OF_LLAMA3);
                yield llama3(config, rope);
            }
            default ->
                    throw rope.wrong(
                            key, "which is not implemented; default, linear and llama3 are");
        };
    }

    private static RotaryFrequencies.Llama3 llama3(ConfigFile config, ConfigFile rope) {
        double low = rope.positive("low_freq_factor");
        double high = rope.positive("high_freq_factor");
        if (high <= low) {
            throw rope.wrong("high_freq_factor", "must be above low_freq_factor " + low);
        }
        return new RotaryFrequencies.Llama3(
                rope.positive("factor"), low, high, originalPositions(config, rope));
    }

    private static void requireWhole(ConfigFile config) {
        if (config.positive("partial_rotary_factor", 1.0) != 1.0) {
            throw config.wrong("partial_rotary_factor", "which is not implemented; only 1.0 is");
        }
    }

    /// The key at the top of the file wins, as in transformers.
    private static int originalPositions(ConfigFile config, ConfigFile rope) {
        String key = "original_max_position_embeddings";
        return config.has(key)
                ? config.integer(key)
                : rope.integer(key, config.integer("max_position_embeddings"));
    }

    private static void requireKnown(ConfigFile rope, Set<String> ofType) {
        var keys = new TreeSet<String>();
        rope.json().fieldNames().forEachRemaining(keys::add);
        keys.stream()
                .filter(key -> !COMMON.contains(key) && !ofType.contains(key))
                .forEach(rope::requireAbsent);
    }
}
