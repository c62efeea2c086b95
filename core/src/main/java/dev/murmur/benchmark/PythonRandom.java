package dev.murmur.benchmark;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.rng.core.source32.MersenneTwister;

/// What Python's `random.Random(seed)` draws, so that examples are those that lm-eval shows.
final class PythonRandom {
    private final MersenneTwister words;

    PythonRandom(int seed) {
        this.words = new MersenneTwister(new int[] {seed});
    }

    /// `random.sample(items, n)`: without repetition, in the order drawn.
    <T> List<T> sample(List<T> items, int n) {
        if (n > items.size()) {
            throw new IllegalArgumentException(
                    "cannot draw " + n + " of " + items.size() + " without repetition");
        }
        var drawn = new ArrayList<T>();
        if (items.size() <= largestPool(n)) {
            int[] pool = IntStream.range(0, items.size()).toArray();
            for (int i = 0; i < n; i++) {
                int place = below(pool.length - i);
                drawn.add(items.get(pool[place]));
                pool[place] = pool[pool.length - i - 1];
            }
        } else {
            var seen = new HashSet<Integer>();
            while (drawn.size() < n) {
                int place = below(items.size());
                if (seen.add(place)) {
                    drawn.add(items.get(place));
                }
            }
        }
        return drawn;
    }

    /// Up to this many items Python copies them, beyond it remembers which it drew.
    private static int largestPool(int n) {
        return n <= 5 ? 21 : 21 + (int) Math.pow(4, Math.ceil(Math.log(3.0 * n) / Math.log(4)));
    }

    private int below(int bound) {
        int bits = Integer.SIZE - Integer.numberOfLeadingZeros(bound);
        int drawn = words.nextInt() >>> (Integer.SIZE - bits);
        while (drawn >= bound) {
            drawn = words.nextInt() >>> (Integer.SIZE - bits);
        }
        return drawn;
    }
}
