package dev.murmur.loss;

import dev.murmur.tensor.Tensors;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// The rewards that a policy implies for labelled replies, `beta * logRatio`.
///
/// @param rewards with gradient: `[replies]`
/// @param signs 1 for a desirable reply, -1 for another: `[replies]`
record UnpairedRewards(Tensor rewards, Tensor signs, UnpairedFacts facts) {
    static UnpairedRewards of(double beta, Tensor logRatios, UnpairedFacts facts) {
        Checks.floats("log_ratios", logRatios, facts.replies());
        Tensor signs = Tensors.like(logRatios, each(facts, 1, -1)); // [replies]
        return new UnpairedRewards(logRatios.mul(new Scalar(beta)), signs, facts);
    }

    /// A number for each reply, by its label.
    static double[] each(UnpairedFacts facts, double desirable, double undesirable) {
        var values = new double[facts.replies()];
        for (int i = 0; i < values.length; i++) {
            values[i] = facts.desirable()[i] ? desirable : undesirable;
        }
        return values;
    }

    /// How far each reply's reward is on the side of its label.
    ///
    /// @param zero reward of a reply that is on neither side
    Tensor margins(double zero) {
        return rewards.sub(new Scalar(zero)).mul(signs); // [replies]
    }

    /// @param sum loss over replies
    /// @param margins by which replies are counted as right
    LossValue value(Tensor sum, Tensor margins, Map<String, Double> more) {
        var metrics = new LinkedHashMap<String, Double>();
        double correct = 0;
        for (double margin : Tensors.toDoubles(margins)) {
            correct += margin > 0 ? 1 : 0;
        }
        metrics.put("accuracy", correct);
        double[] values = Tensors.toDoubles(rewards);
        double share = facts.desirableShare();
        if (share > 0) {
            metrics.put("reward_desirable", sum(values, true) / share);
            metrics.put("tokens_desirable", sum(tokens(), true) / share);
        }
        if (share < 1) {
            metrics.put("reward_undesirable", sum(values, false) / (1 - share));
            metrics.put("tokens_undesirable", sum(tokens(), false) / (1 - share));
        }
        if (share > 0 && share < 1) {
            metrics.put("margin", sum(values, true) / share - sum(values, false) / (1 - share));
        }
        metrics.putAll(more);
        return new LossValue(sum, facts.replies(), metrics);
    }

    private double[] tokens() {
        return java.util.Arrays.stream(facts.tokens()).asDoubleStream().toArray();
    }

    /// Divided by the share of such replies in the batch, these sums add up over micro-batches to
    /// `replies of the batch * mean over such replies`.
    private double sum(double[] values, boolean label) {
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += facts.desirable()[i] == label ? values[i] : 0;
        }
        return sum;
    }
}
