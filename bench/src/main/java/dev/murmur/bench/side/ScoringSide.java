package dev.murmur.bench.side;

import dev.murmur.bench.table.Spec;
import dev.murmur.bench.table.Step;
import dev.murmur.bench.table.Stopwatch;
import dev.murmur.data.Candidates;
import dev.murmur.data.DataReader;
import dev.murmur.metrics.RunContext;
import dev.murmur.reward.Reading;
import dev.murmur.reward.ScalarReward;
import dev.murmur.tensor.Dtype;
import dev.murmur.text.ChatTemplates;
import java.util.ArrayList;
import java.util.List;

/// Scores from the reward model that the online loop and `murmur score` use, from texts.
final class ScoringSide {
    private ScoringSide() {}

    static List<Step> run(Spec spec) {
        List<Candidates> candidates = DataReader.candidates(spec.data());
        try (var reward =
                ScalarReward.open(
                        spec.reward(),
                        ChatTemplates.detect(spec.reward()),
                        Reading.WHOLE,
                        Dtype.valueOf(spec.precision().name()))) {
            List<Step> steps = new ArrayList<>();
            for (int i = 0; i < spec.warmUp() + spec.steps(); i++) {
                var watch = new Stopwatch();
                reward.score(candidates, RunContext.QUIET);
                steps.add(watch.stop(spec.tokens()));
            }
            return steps.subList(spec.warmUp(), steps.size());
        }
    }
}
