package dev.murmur.evaluation;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// Several tests at once: Holm's step-down method (Holm 1979, Scandinavian Journal of Statistics
/// 6).
public final class Holm {
    private Holm() {}

    /// Adjusts p-values, so that of all tests whose null is true one is wrongly below a level with
    /// at most that chance, however the tests depend on each other.
    ///
    /// @param pValues of all tests that are looked at
    /// @return in the same order; of the k-th smallest of m the largest of `(m - j + 1) p_j` over j
    ///   up to k, at most 1
    public static double[] adjust(double[] pValues) {
        int tests = pValues.length;
        List<Integer> smallestFirst =
                IntStream.range(0, tests)
                        .boxed()
                        .sorted(Comparator.comparingDouble(i -> pValues[i]))
                        .toList();
        var adjusted = new double[tests];
        double largest = 0;
        for (int rank = 0; rank < tests; rank++) {
            int test = smallestFirst.get(rank);
            largest = Math.max(largest, (tests - rank) * pValues[test]);
            adjusted[test] = Math.min(1, largest);
        }
        return adjusted;
    }
}
