package dev.murmur.rollout;

import dev.murmur.data.DataException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/// Replies that the reward could not score. Each counts as the mean of its siblings', so that it
/// teaches next to nothing where replies are compared and nothing extreme elsewhere; a prompt
/// without any score as the mean of the iteration's.
final class Unscored {
    private Unscored() {}

    static long count(List<double[]> scores) {
        return scores.stream().flatMapToDouble(Arrays::stream).filter(Double::isNaN).count();
    }

    /// @param scores NaN where there is none
    /// @return finite ones
    /// @throws DataException if there is none at all
    static List<double[]> filled(List<double[]> scores) {
        double all =
                known(scores.stream().flatMapToDouble(Arrays::stream))
                        .average()
                        .orElseThrow(() ->
                                new DataException(
                                        "the reward gave none of the iteration's replies a score;"
                                                + " what it logged says why"));
        return scores.stream().map(row -> filled(row, all)).toList();
    }

    private static double[] filled(double[] row, double otherwise) {
        double mean = known(Arrays.stream(row)).average().orElse(otherwise);
        return Arrays.stream(row).map(score -> Double.isNaN(score) ? mean : score).toArray();
    }

    static DoubleStream known(DoubleStream scores) {
        return scores.filter(score -> !Double.isNaN(score));
    }
}
