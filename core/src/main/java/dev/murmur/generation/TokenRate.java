package dev.murmur.generation;

import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;

/// Tokens a second since it was made, for people to see; no result depends on it.
final class TokenRate {
    private final long start = System.nanoTime();
    private final LongAdder tokens = new LongAdder();

    void add(int more) {
        tokens.add(more);
    }

    @Override
    public String toString() {
        double seconds = (System.nanoTime() - start) / 1e9;
        return String.format(Locale.ROOT, "%.0f tokens/s", tokens.sum() / seconds);
    }
}
