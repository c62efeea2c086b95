package dev.murmur.reward;

import dev.murmur.data.Candidates;
import dev.murmur.metrics.Progress;
import dev.murmur.metrics.RunContext;
import java.util.ArrayList;
import java.util.List;

/// A reward given by a [Rule]: a gold judge where the right answer is known, or a verifiable
/// reward.
///
/// @param name the rule's name in [Rules]
public record RuleReward(String name, Rule rule) implements RewardModel {
    @Override
    public String id() {
        return id(name);
    }

    /// What a rule is called as a reward.
    public static String id(String name) {
        return "rule:" + name;
    }

    @Override
    public List<double[]> score(List<Candidates> batch, RunContext context) {
        var scores = new ArrayList<double[]>(batch.size());
        try (Progress.Task task = context.progress().start(id(), batch.size(), "prompts")) {
            for (Candidates candidates : batch) {
                scores.add(
                        candidates.replies().stream()
                                .mapToDouble(reply -> rule.score(candidates.prompt(), reply.text()))
                                .toArray());
                task.advance(1, "");
            }
        }
        return scores;
    }

    @Override
    public void close() {}
}
