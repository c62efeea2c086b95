package dev.murmur.model;

import java.util.Set;

/// Layers whose tokens see only the last tokens before them.
///
/// @param size how many, the token itself included; at least 1
/// @param layers indices of the layers that it limits
public record SlidingWindow(int size, Set<Integer> layers) {
    public SlidingWindow {
        if (size < 1) {
            throw new IllegalArgumentException("sliding_window is " + size + ", must be >= 1");
        }
        layers = Set.copyOf(layers);
    }
}
