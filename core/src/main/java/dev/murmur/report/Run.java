package dev.murmur.report;

import dev.murmur.benchmark.ModelResults;
import dev.murmur.evaluation.BestOfNCurve;
import dev.murmur.evaluation.Monitors;
import dev.murmur.evaluation.PolicyEvaluation;
import dev.murmur.evaluation.RankingAccuracy;
import dev.murmur.evaluation.ReplyOutcome;
import dev.murmur.text.ChatMessage;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a run folder holds; whatever the run has not written yet is null or empty.
///
/// @param name what the page calls it
/// @param recipe dotted keys and values
/// @param manifest the same of `manifest.json`
/// @param stages the starting model (number 0) and the iterates, in order
/// @param ending why it ended before its last iteration, or empty
/// @param training optimiser steps, an iteration at a time
/// @param measured the models that benchmarks measured, in the order of their stages
record Run(
        String name,
        Map<String, String> recipe,
        Map<String, String> manifest,
        List<Stage> stages,
        String ending,
        List<Segment> training,
        @Nullable BestOfNCurve bestOfN,
        @Nullable RankingAccuracy rewardModel,
        List<ModelResults> measured) {

    /// A model of the run on the held-out prompts.
    ///
    /// @param number 0 for the starting model, else the iteration
    /// @param label what people call it
    /// @param replies by prompt id, in file order
    record Stage(
            int number,
            String label,
            @Nullable PolicyEvaluation evaluation,
            @Nullable Monitors monitors,
            @Nullable PairCounts pairs,
            Map<String, HeldOutReply> replies) {}

    /// A reply to a held-out prompt and, where known, its scores.
    record HeldOutReply(List<ChatMessage> prompt, String text, @Nullable ReplyOutcome outcome) {}

    /// The pairs an iteration trained on.
    ///
    /// @param skipped prompts without a pair, by reason
    /// @param lengths null if the run folder holds no pairs
    record PairCounts(int pairs, Map<String, Integer> skipped, @Nullable PairLengths lengths) {}

    /// Mean tokens of both sides, and the share of pairs whose chosen reply is the longer one.
    record PairLengths(double chosen, double rejected, double longerChosen) {}

    /// Optimiser steps of one iteration.
    ///
    /// @param iteration 0 for a run without iterations
    record Segment(int iteration, List<Step> steps) {}

    /// One optimiser step.
    record Step(long number, Map<String, Double> metrics) {}

    /// The newest stage that has been evaluated, or null.
    @Nullable Stage latest() {
        return stages.reversed().stream()
                .filter(stage -> stage.number() > 0 && stage.evaluation() != null)
                .findFirst()
                .orElse(null);
    }

    /// The evaluation of the starting model, or null.
    @Nullable PolicyEvaluation start() {
        return stages.stream()
                .filter(stage -> stage.number() == 0)
                .map(Stage::evaluation)
                .findFirst()
                .orElse(null);
    }
}
