package dev.murmur.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyedRandomTest {
    /// Computed by a second implementation in Python. Runs are resumed by later versions, so these
    /// numbers must never change.
    @Test
    void aKeyGivesTheSameBitsForEver() {
        long key = KeyedRandom.key(42, "sample", "prompt-7");

        assertThat(key).isEqualTo(-3067821374855426357L);
        assertThat(KeyedRandom.bits(key, 0)).isEqualTo(-2067747899674389055L);
        assertThat(KeyedRandom.permutation(8, key)).containsExactly(7, 1, 2, 6, 5, 3, 0, 4);
    }

    @Test
    void everyPartOfAKeyMatters() {
        var keys = new HashSet<Long>();
        for (long seed : new long[] {0, 1, -1}) {
            for (String purpose : new String[] {"", "a", "b"}) {
                for (String id : new String[] {"", "a", "b", "ab"}) {
                    keys.add(KeyedRandom.key(seed, purpose, id));
                }
            }
        }

        assertThat(keys).hasSize(3 * 3 * 4);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 12345})
    void numbersAreUniform(long seed) {
        long key = KeyedRandom.key(seed, "test", "");
        double[] numbers =
                IntStream.range(0, 10_000).mapToDouble(i -> KeyedRandom.uniform(key, i)).toArray();

        assertThat(Arrays.stream(numbers).boxed()).allMatch(u -> u >= 0 && u < 1);
        // The mean of 10,000 has the standard deviation 0.0029.
        assertThat(Arrays.stream(numbers).average().orElseThrow()).isEqualTo(0.5, within(0.012));
        assertThat(IntStream.range(0, 10_000).map(i -> KeyedRandom.below(4, key, i)).boxed())
                .containsOnly(0, 1, 2, 3);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 17, 1000})
    void aPermutationHoldsEachNumberOnce(int n) {
        int[] order = KeyedRandom.permutation(n, KeyedRandom.key(3, "order", ""));

        assertThat(Arrays.stream(order).sorted())
                .containsExactlyElementsOf(IntStream.range(0, n).boxed().toList());
    }
}
