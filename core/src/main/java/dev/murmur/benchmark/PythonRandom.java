package dev.murmur.benchmark;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.rng.core.source32.MersenneTwister;

/// What Python's `random.Random(seed)` draws, so that examples are those that lm-eval shows.
final class PythonRandom {
    private final MersenneTwister words;

    PythonRandom(int seed) {
        this.words = new MersenneTwister(new int[] {seed});
    }

    /// `random.Random("...")`: a text counts as a number, its bytes followed by their SHA-512.
    PythonRandom(String seed) {
        byte[] text = seed.getBytes(StandardCharsets.UTF_8);
        byte[] hash = DigestUtils.sha512(text);
        byte[] all = Arrays.copyOf(text, text.length + hash.length);
        System.arraycopy(hash, 0, all, text.length, hash.length);
        var number = new BigInteger(1, all);
        var key = new int[Math.ceilDiv(number.bitLength(), Integer.SIZE)];
        for (int i = 0; i < key.length; i++) {
            key[i] = number.shiftRight(i * Integer.SIZE).intValue();
        }
        this.words = new MersenneTwister(key);
    }

    /// `random.choices(range(n))[0]`: from 0, below `n`.
    int choose(int n) {
        long high = Integer.toUnsignedLong(words.nextInt()) >>> 5;
        long low = Integer.toUnsignedLong(words.nextInt()) >>> 6;
        return (int) (((high << 26) + low) * 0x1p-53 * n);
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
