package dev.murmur.jinja;

import java.util.Collection;

/// How large a list or dictionary is, everything inside it counted as often as it is reachable, so
/// that walking through it is bounded.
record Extent(long weight, int depth) {
    private static final long MAX_WEIGHT = 16_000_000;
    private static final int MAX_DEPTH = 100;

    static Extent of(Collection<? extends Value> parts) {
        long weight = 1;
        int depth = 1;
        for (Value part : parts) {
            weight += part.weight();
            depth = Math.max(depth, part.depth() + 1);
        }
        if (depth > MAX_DEPTH) {
            throw new JinjaException("lists are nested deeper than " + MAX_DEPTH);
        }
        if (weight > MAX_WEIGHT) {
            throw new JinjaException("a list holds more than " + MAX_WEIGHT + " values");
        }
        return new Extent(weight, depth);
    }
}
