package dev.murmur.recipe;

import dev.murmur.evaluation.Monitors;
import dev.murmur.online.StopRule;
import dev.murmur.settings.Check;
import dev.murmur.settings.Doc;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// How to measure a model: one reply to each held-out prompt, judged against the starting model's.
/// Prompts obey the limits of the training prompts.
public record EvaluationSection(
        @Doc("JSONL or Parquet file of held-out prompts") Path prompts,
        @Doc("take the first this many prompts; null takes all") Optional<Integer> maxPrompts,
        @Doc("what decides which of two replies is better") RewardSection judge,
        @Doc("how to write the one reply a prompt") DecodingSection decoding) {
    public EvaluationSection {
        new Check().atLeast(1, "max_prompts", maxPrompts.orElse(1)).verify();
    }

    /// Rules that compare reward and judge need two of them.
    ///
    /// @param reward what is trained on
    Check check(Check check, RewardSection reward, List<StopRule> stop) {
        boolean compares =
                stop.stream().anyMatch(rule -> rule.watched() == Monitors.Metric.OVER_OPTIMISATION);
        return check.require(
                !(compares && judge.equals(reward)),
                "stop",
                "over_optimisation",
                "left out where evaluation.judge is the reward, for they cannot part");
    }
}
