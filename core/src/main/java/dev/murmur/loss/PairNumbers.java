package dev.murmur.loss;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/// A number for each side of each pair, without gradient.
///
/// @param chosen of the chosen replies: `[pairs]`
/// @param rejected of the rejected replies: `[pairs]`
public record PairNumbers(double[] chosen, double[] rejected) {
    /// Those of more pairs after these.
    public PairNumbers and(PairNumbers more) {
        return new PairNumbers(joined(chosen, more.chosen), joined(rejected, more.rejected));
    }

    private static double[] joined(double[] first, double[] second) {
        return DoubleStream.concat(Arrays.stream(first), Arrays.stream(second)).toArray();
    }
}
