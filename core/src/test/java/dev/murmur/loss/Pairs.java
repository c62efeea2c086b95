package dev.murmur.loss;

import dev.murmur.tensor.Tensors;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/// Pairs as plain numbers, so that tests can change one and ask again. A reply's shared part has
/// its share of the log-prob; what else a loss may know of it is made of its length.
record Pairs(
        double[] policyChosen,
        double[] policyRejected,
        double[] referenceChosen,
        double[] referenceRejected,
        PairTokens tokens) {

    /// One pair whose reference log-probs are 0.
    static Pairs one(double chosen, double rejected, int chosenTokens, int rejectedTokens) {
        return new Pairs(
                new double[] {chosen},
                new double[] {rejected},
                new double[1],
                new double[1],
                new PairTokens(new int[] {chosenTokens}, new int[] {rejectedTokens}));
    }

    static Pairs random(long seed, int pairs) {
        return random(seed, pairs, 40);
    }

    /// @param nats most that a reply's log-prob is below 0; the least is a twentieth of it
    static Pairs random(long seed, int pairs, double nats) {
        var random = new Random(seed);
        return new Pairs(
                random.doubles(pairs, -nats, -nats / 20).toArray(),
                random.doubles(pairs, -nats, -nats / 20).toArray(),
                random.doubles(pairs, -nats, -nats / 20).toArray(),
                random.doubles(pairs, -nats, -nats / 20).toArray(),
                new PairTokens(
                        random.ints(pairs, 1, 120).toArray(),
                        random.ints(pairs, 1, 120).toArray()));
    }

    Pairs swapped() {
        return new Pairs(
                policyRejected,
                policyChosen,
                referenceRejected,
                referenceChosen,
                new PairTokens(tokens.rejected(), tokens.chosen()));
    }

    /// A policy that has not moved from its reference.
    Pairs atStart() {
        return new Pairs(
                referenceChosen, referenceRejected, referenceChosen, referenceRejected, tokens);
    }

    /// Some of them, in another order.
    Pairs at(int... indices) {
        return new Pairs(
                at(policyChosen, indices),
                at(policyRejected, indices),
                at(referenceChosen, indices),
                at(referenceRejected, indices),
                new PairTokens(at(tokens.chosen(), indices), at(tokens.rejected(), indices)));
    }

    PairFacts facts() {
        return facts(Arrays.stream(tokens.chosen()).average().orElseThrow());
    }

    /// @param meanChosenTokens of the batch that these are a part of
    PairFacts facts(double meanChosenTokens) {
        var verbosity = new PairNumbers(times(tokens.chosen(), 0.1), times(tokens.rejected(), 0.1));
        var alignment =
                new PairNumbers(times(tokens.chosen(), -0.01), times(tokens.rejected(), -0.01));
        return new PairFacts(tokens, meanChosenTokens, alignment, Map.of("verbosity", verbosity));
    }

    LossValue with(PreferenceLoss loss) {
        return with(loss, facts());
    }

    LossValue with(PreferenceLoss loss, PairFacts facts) {
        return with(loss, Tensors.doubles(policy()), facts);
    }

    /// The loss as a function of the policy's log-probs: `[4 * pairs]`.
    Tensor sum(PreferenceLoss loss, Tensor policy) {
        return with(loss, policy, facts()).sum();
    }

    /// Chosen, rejected, then the shared parts of each.
    double[] policy() {
        return joined(policyChosen, policyRejected);
    }

    private LossValue with(PreferenceLoss loss, Tensor policy, PairFacts facts) {
        return switch (loss) {
            case PairwiseLoss compared ->
                    compared.compute(
                            logProbs(policy),
                            logProbs(
                                    Tensors.like(
                                            policy, joined(referenceChosen, referenceRejected))),
                            facts);
            case ReferenceFreeLoss free -> free.compute(logProbs(policy), facts);
        };
    }

    private PairLogProbs logProbs(Tensor all) {
        long n = tokens.pairs();
        return new PairLogProbs(
                all.narrow(0, 0, n),
                all.narrow(0, n, n),
                all.narrow(0, 2 * n, n),
                all.narrow(0, 3 * n, n));
    }

    private double[] joined(double[] chosen, double[] rejected) {
        int n = tokens.pairs();
        var all = new double[4 * n];
        for (int i = 0; i < n; i++) {
            double shared = Math.min(tokens.chosen()[i], tokens.rejected()[i]);
            all[i] = chosen[i];
            all[n + i] = rejected[i];
            all[2 * n + i] = chosen[i] * shared / tokens.chosen()[i];
            all[3 * n + i] = rejected[i] * shared / tokens.rejected()[i];
        }
        return all;
    }

    private static double[] times(int[] tokens, double factor) {
        return Arrays.stream(tokens).mapToDouble(n -> factor * n).toArray();
    }

    private static double[] at(double[] values, int[] indices) {
        return IntStream.of(indices).mapToDouble(i -> values[i]).toArray();
    }

    private static int[] at(int[] values, int[] indices) {
        return IntStream.of(indices).map(i -> values[i]).toArray();
    }
}
