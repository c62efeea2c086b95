package dev.murmur.evaluation;

import static java.util.stream.Collectors.toMap;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/// Whether a policy gains by the reward it is trained on while it loses by a judge that training
/// never sees (Gao et al. 2023, arXiv 2210.10760).
///
/// It is held against the model before it that the judge liked best, prompt by prompt, so that a
/// slow decline adds up rather than hide in the error of each step.
final class OverOptimisation {
    /// Below any difference that replies can make: what a fall is measured in if every prompt falls
    /// by the same amount.
    private static final double LEAST_ERROR = 1e-9;

    private OverOptimisation() {}

    /// @param now outcomes of the policy
    /// @param earlier outcomes of the start and the policies before it, for the same prompts
    /// @return by how many standard errors the judge's mean lies below that of its peak while the
    ///   reward's lies above; 0 if it does not
    static double of(List<ReplyOutcome> now, List<List<ReplyOutcome>> earlier) {
        return earlier.stream()
                .max(Comparator.comparingDouble(stage -> mean(stage, ReplyOutcome::judge)))
                .map(peak -> fall(now, peak))
                .orElse(0.0);
    }

    private static double fall(List<ReplyOutcome> now, List<ReplyOutcome> peak) {
        double[] reward = differences(now, peak, ReplyOutcome::reward);
        double[] judge = differences(now, peak, ReplyOutcome::judge);
        if (reward.length < 2 || judge.length < 2 || Moments.mean(reward) <= 0) {
            return 0;
        }
        Estimate gain = Estimate.of(judge);
        return Math.max(0, -gain.mean() / Math.max(gain.se(), LEAST_ERROR));
    }

    /// On the prompts where both have a score.
    private static double[] differences(
            List<ReplyOutcome> now, List<ReplyOutcome> peak, ToDoubleFunction<ReplyOutcome> score) {
        Map<String, ReplyOutcome> before =
                peak.stream().collect(toMap(ReplyOutcome::id, Function.identity()));
        return now.stream()
                .mapToDouble(outcome ->
                        score.applyAsDouble(outcome)
                                - score.applyAsDouble(
                                        Objects.requireNonNull(before.get(outcome.id()))))
                .filter(difference -> !Double.isNaN(difference))
                .toArray();
    }

    private static double mean(List<ReplyOutcome> stage, ToDoubleFunction<ReplyOutcome> score) {
        return stage.stream()
                .mapToDouble(score)
                .filter(value -> !Double.isNaN(value))
                .average()
                .orElse(Double.NEGATIVE_INFINITY);
    }
}
