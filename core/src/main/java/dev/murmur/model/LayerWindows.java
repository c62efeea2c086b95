package dev.murmur.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Reads which layers slide a window over what they see.
final class LayerWindows {
    private static final String SLIDING = "sliding_attention";
    private static final String FULL = "full_attention";

    private LayerWindows() {}

    /// The layers that a family means, or those that the file names.
    ///
    /// @param size null for no window
    /// @param slides whether a layer does where the file has no `layer_types`
    /// @throws CheckpointException if `layer_types` names another kind of layer, another number of
    ///   them, or a window that has no size
    static @Nullable SlidingWindow read(
            ConfigFile config, @Nullable Integer size, IntPredicate slides) {
        int layers = config.integer("num_hidden_layers");
        boolean named = config.has("layer_types");
        if (named) {
            requireKinds(config, layers, size != null);
        }
        if (size == null) {
            return null;
        }
        IntPredicate sliding =
                named
                        ? i -> config.json().path("layer_types").path(i).asText().equals(SLIDING)
                        : slides;
        return new SlidingWindow(
                size,
                IntStream.range(0, layers).filter(sliding).boxed().collect(Collectors.toSet()));
    }

    /// The window of a family that slides in every layer or in none, whatever `layer_types` says:
    /// so it must say nothing else.
    ///
    /// @param absent the size where the file has no `sliding_window`; null for no window
    static @Nullable SlidingWindow everywhere(ConfigFile config, @Nullable Integer absent) {
        Integer size = size(config, absent);
        SlidingWindow window = read(config, size, i -> true);
        if (window != null && window.layers().size() < config.integer("num_hidden_layers")) {
            throw config.wrong(
                    "layer_types",
                    "which is not implemented; with sliding_window every layer slides");
        }
        return window;
    }

    /// The `sliding_window` of a file, in which null means none.
    ///
    /// @param absent where the file does not have the key
    static @Nullable Integer size(ConfigFile config, @Nullable Integer absent) {
        if (!config.json().has("sliding_window")) {
            return absent;
        }
        return config.has("sliding_window") ? config.integer("sliding_window") : null;
    }

    private static void requireKinds(ConfigFile config, int layers, boolean window) {
        JsonNode types = config.json().path("layer_types");
        if (types.size() != layers) {
            throw config.wrong("layer_types", "expected " + layers + " entries");
        }
        for (JsonNode type : types) {
            boolean slides = type.asText().equals(SLIDING);
            if (!slides && !type.asText().equals(FULL)) {
                throw config.wrong(
                        "layer_types",
                        "of which "
                                + type
                                + " is not implemented; full_attention and sliding_attention are");
            }
            if (slides && !window) {
                throw config.wrong("layer_types", "but there is no sliding_window in use");
            }
        }
    }
}
