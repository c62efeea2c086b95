package dev.murmur.demo;

import dev.murmur.data.KeyedRandom;
import java.util.ArrayList;
import java.util.List;

/// Draws one after the other from one key: for text that is composed in order.
final class Dice {
    private final long key;
    private long index;

    Dice(long seed, String purpose, String id) {
        this.key = KeyedRandom.key(seed, purpose, id);
    }

    int below(int bound) {
        return KeyedRandom.below(bound, key, index++);
    }

    /// A number in `[0, 1)`.
    double uniform() {
        return KeyedRandom.uniform(key, index++);
    }

    boolean chance(double probability) {
        return uniform() < probability;
    }

    <T> T pick(List<T> values) {
        return values.get(below(values.size()));
    }

    /// The values in random order.
    <T> List<T> shuffled(List<T> values) {
        var order = new ArrayList<T>(values.size());
        for (int i : KeyedRandom.permutation(values.size(), KeyedRandom.bits(key, index++))) {
            order.add(values.get(i));
        }
        return order;
    }

    /// A draw from the standard Gumbel distribution.
    double gumbel() {
        return -Math.log(-Math.log(Math.max(uniform(), 1e-12)));
    }
}
