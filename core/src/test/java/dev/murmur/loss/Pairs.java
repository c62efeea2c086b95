package dev.murmur.loss;

import dev.murmur.tensor.Tensors;
import java.util.Random;
import org.bytedeco.pytorch.Tensor;

/// Pairs as plain numbers, so that tests can change one and ask again.
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
        var random = new Random(seed);
        return new Pairs(
                random.doubles(pairs, -40, 0).toArray(),
                random.doubles(pairs, -40, 0).toArray(),
                random.doubles(pairs, -40, 0).toArray(),
                random.doubles(pairs, -40, 0).toArray(),
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

    LossValue with(PreferenceLoss loss) {
        return with(loss, Tensors.doubles(policy()));
    }

    /// @param policy the policy's log-probs, chosen then rejected: `[2 * pairs]`
    LossValue with(PreferenceLoss loss, Tensor policy) {
        long n = tokens.pairs();
        var ofPolicy = new PairLogProbs(policy.narrow(0, 0, n), policy.narrow(0, n, n));
        var facts = PairFacts.of(tokens);
        return switch (loss) {
            case PairwiseLoss compared -> compared.compute(ofPolicy, reference(), facts);
            case ReferenceFreeLoss free -> free.compute(ofPolicy, facts);
        };
    }

    /// The loss as a function of the policy's log-probs, chosen then rejected: `[2 * pairs]`.
    Tensor sum(PreferenceLoss loss, Tensor policy) {
        return with(loss, policy).sum();
    }

    double[] policy() {
        var both = new double[2 * tokens.pairs()];
        System.arraycopy(policyChosen, 0, both, 0, policyChosen.length);
        System.arraycopy(policyRejected, 0, both, policyChosen.length, policyRejected.length);
        return both;
    }

    private PairLogProbs reference() {
        return new PairLogProbs(
                Tensors.doubles(referenceChosen), Tensors.doubles(referenceRejected));
    }
}
