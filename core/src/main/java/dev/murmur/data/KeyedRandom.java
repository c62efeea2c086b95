package dev.murmur.data;

import java.nio.charset.StandardCharsets;

/// Random numbers that depend only on a key (seed, purpose, id, indices), never on how many were
/// drawn before.
///
/// So a sample is the same whatever the batch, the thread or the machine, and resuming needs no
/// generator state. The bits come from the SplitMix64 finaliser (Steele, Lea and Flood 2014)
/// chained over the parts of the key.
public final class KeyedRandom {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private KeyedRandom() {}

    /// A key for a seed, what the numbers are for, and what they belong to.
    public static long key(long seed, String purpose, String id) {
        return mix(mix(mix(seed) ^ hash(purpose)) ^ hash(id));
    }

    /// 64 random bits of a key at an index.
    public static long bits(long key, long index) {
        return mix(key + GOLDEN * (index + 1));
    }

    /// A number in `[0, 1)` of a key at an index.
    public static double uniform(long key, long index) {
        return (bits(key, index) >>> 11) * 0x1.0p-53;
    }

    /// An integer in `[0, bound)` of a key at an index.
    public static int below(int bound, long key, long index) {
        return (int) (uniform(key, index) * bound);
    }

    /// A standard normal number of a key at an index (Box and Muller).
    public static double normal(long key, long index) {
        double radius = Math.sqrt(-2 * Math.log(1 - uniform(key, 2 * index)));
        return radius * Math.cos(2 * Math.PI * uniform(key, 2 * index + 1));
    }

    /// The numbers 0 to n-1 in an order that depends only on the key (Fisher and Yates).
    public static int[] permutation(int n, long key) {
        var order = new int[n];
        for (int i = 0; i < n; i++) {
            int j = below(i + 1, key, i);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    private static long hash(String text) {
        long h = 0xCBF29CE484222325L; // FNV-1a, 64 bits
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            h = (h ^ (b & 0xFF)) * 0x100000001B3L;
        }
        return h;
    }

    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
