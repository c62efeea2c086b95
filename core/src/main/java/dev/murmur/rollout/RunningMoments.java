package dev.murmur.rollout;

import java.util.Arrays;

/// Number, mean and sum of squared deviations of the numbers seen so far, merged batch by batch
/// (Chan, Golub and LeVeque 1979).
public record RunningMoments(long count, double mean, double squares) {
    static final RunningMoments NONE = new RunningMoments(0, 0, 0);

    /// With more numbers.
    ///
    /// @param more at least one
    RunningMoments plus(double[] more) {
        double mean = Arrays.stream(more).average().orElseThrow();
        double squares = Arrays.stream(more).map(x -> (x - mean) * (x - mean)).sum();
        long total = count + more.length;
        double apart = mean - this.mean;
        return new RunningMoments(
                total,
                this.mean + apart * more.length / total,
                this.squares + squares + apart * apart * count * more.length / total);
    }

    /// The standard deviation (n - 1); 1 as long as all numbers are equal, which have no scale.
    double scale() {
        return squares == 0 ? 1 : Math.sqrt(squares / (count - 1));
    }
}
