package dev.murmur.generation;

import java.util.Locale;

/// Tokens a second since it was made, for people to see; no result depends on it.
final class TokenRate {
    private final long start = System.nanoTime();
    private long tokens;

    void add(int more) {
        tokens += more;
    }

    @Override
    public String toString() {
        double seconds = (System.nanoTime() - start) / 1e9;
        return String.format(Locale.ROOT, "%.0f tokens/s", tokens / seconds);
    }
}
