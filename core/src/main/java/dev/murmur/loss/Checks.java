package dev.murmur.loss;

import dev.murmur.tensor.Shapes;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// What every loss asks of its inputs and hyperparameters.
final class Checks {
    private Checks() {}

    /// @param usual values that are common, for the message
    static void positive(String name, double value, String usual) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    name + " is " + value + ", must be > 0 (" + usual + " is usual)");
        }
    }

    /// @param usual values that are common, for the message
    static void notNegative(String name, double value, String usual) {
        if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    name + " is " + value + ", must be >= 0 (" + usual + " is usual)");
        }
    }

    static void share(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " is " + value + ", must be in [0, 1]");
        }
    }

    static void labelSmoothing(double value) {
        if (!(value >= 0 && value < 0.5)) {
            throw new IllegalArgumentException(
                    "loss.label_smoothing is "
                            + value
                            + ", must be in [0, 0.5): beyond, more pairs are wrong than right (0.1"
                            + " is usual)");
        }
    }

    /// Float32, or float64 as gradient checks use: sums of log-probs and scores in fewer bits hide
    /// the differences that losses are made of, and integers have no gradient.
    static void floats(String name, Tensor tensor, long... shape) {
        Shapes.require(name, tensor, shape);
        ScalarType type = tensor.scalar_type().intern();
        if (type != ScalarType.Float && type != ScalarType.Double) {
            throw new IllegalArgumentException(
                    name + " has dtype " + type + ", expected Float or Double");
        }
    }

    static void pairs(PairLogProbs policy, PairFacts facts) {
        int pairs = facts.pairs();
        floats("policy.chosen", policy.chosen(), pairs);
        floats("policy.rejected", policy.rejected(), pairs);
    }

    static void pairs(PairLogProbs policy, PairLogProbs reference, PairFacts facts) {
        pairs(policy, facts);
        floats("reference.chosen", reference.chosen(), facts.pairs());
        floats("reference.rejected", reference.rejected(), facts.pairs());
        if (reference.chosen().requires_grad() || reference.rejected().requires_grad()) {
            throw new IllegalArgumentException(
                    "reference log-probs carry a gradient, expected constants: compute them without"
                            + " gradient or detach them");
        }
    }

    static void ranking(Tensor scores, double[] ranks) {
        floats("scores", scores, ranks.length);
        if (ranks.length < 2) {
            throw new IllegalArgumentException(
                    "a ranking has " + ranks.length + " replies, expected at least 2");
        }
        for (int i = 0; i < ranks.length; i++) {
            if (!Double.isFinite(ranks[i])) {
                throw new IllegalArgumentException(
                        "ranks[" + i + "] is " + ranks[i] + ", expected a number, 1 for the best");
            }
        }
    }
}
