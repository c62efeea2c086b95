package dev.murmur.demo;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.murmur.evaluation.BestOfNCurve;
import dev.murmur.evaluation.PolicyEvaluation;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// What `murmur demo --json` prints.
///
/// @param seconds wall-clock time of each step of this invocation
@JsonNaming(SnakeCaseStrategy.class)
record DemoSummary(
        List<ArmResult> arms,
        RewardModel rewardModel,
        List<BestOfN> bestOfN,
        Map<String, Double> seconds) {
    /// One way to train.
    record ArmResult(String name, List<Iteration> iterations) {}

    /// A policy on the held-out prompts; win rates are the gold judge's, against the SFT model.
    @JsonNaming(SnakeCaseStrategy.class)
    record Iteration(
            double reward, double goldWinRate, double lcWinRate, double meanTokens, double kl) {
        static Iteration of(PolicyEvaluation evaluation) {
            return new Iteration(
                    evaluation.reward().mean(),
                    evaluation.winRate().mean(),
                    evaluation.lcWinRate().mean(),
                    evaluation.tokens().mean(),
                    Objects.requireNonNull(evaluation.kl()).mean());
        }
    }

    /// @param accuracy share of held-out pairs ordered as the annotator did
    record RewardModel(double accuracy) {}

    /// The final policy's best reply of n by the reward model.
    @JsonNaming(SnakeCaseStrategy.class)
    record BestOfN(int n, double reward, double gold, double klBound) {
        static BestOfN of(BestOfNCurve.Point point) {
            return new BestOfN(
                    point.n(),
                    point.reward().mean(),
                    Objects.requireNonNull(point.judge()).mean(),
                    point.klBound());
        }
    }

    static DemoSummary of(DemoResults results, Map<String, Double> seconds) {
        return new DemoSummary(
                results.arms().entrySet().stream()
                        .map(arm ->
                                new ArmResult(
                                        arm.getKey().id(),
                                        arm.getValue().stream().map(Iteration::of).toList()))
                        .toList(),
                new RewardModel(results.rewardModel().mean()),
                results.bestOfN().points().stream().map(BestOfN::of).toList(),
                seconds);
    }
}
