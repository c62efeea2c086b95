package dev.murmur.evaluation;

import java.util.Arrays;

/// How log-ratios to the start tell desirable replies from others: `evaluation.json` of a run on
/// unpaired preferences.
///
/// @param replies how many
/// @param desirable mean log-ratio of the desirable ones, nats
/// @param undesirable mean log-ratio of the others, nats
/// @param auc share of the combinations of a desirable and another reply in which the desirable one
///   has the higher log-ratio, an equal one counting half
public record Separation(int replies, double desirable, double undesirable, double auc) {
    /// @param desirable log-ratios, at least one
    /// @param others likewise
    public static Separation of(double[] desirable, double[] others) {
        double higher = 0;
        for (double one : desirable) {
            for (double other : others) {
                higher += one > other ? 1 : one == other ? 0.5 : 0;
            }
        }
        return new Separation(
                desirable.length + others.length,
                Arrays.stream(desirable).average().orElseThrow(),
                Arrays.stream(others).average().orElseThrow(),
                higher / ((double) desirable.length * others.length));
    }
}
