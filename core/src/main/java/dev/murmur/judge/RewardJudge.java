package dev.murmur.judge;

import dev.murmur.data.Candidates;
import dev.murmur.metrics.RunContext;
import dev.murmur.reward.RewardModel;
import java.util.List;

/// A reward as a judge of two replies: the higher score is better, equal ones are a tie. It has no
/// place to like, so nothing is asked twice.
///
/// @param reward closed with this
public record RewardJudge(RewardModel reward) implements PreferenceJudge {
    @Override
    public String id() {
        return reward.id();
    }

    @Override
    public List<Verdict> compare(List<Match> matches, RunContext context) {
        List<Candidates> rows =
                matches.stream()
                        .map(match ->
                                new Candidates(
                                        match.prompt(), List.of(match.first(), match.second())))
                        .toList();
        return reward.score(rows, context).stream().map(RewardJudge::verdict).toList();
    }

    private static Verdict verdict(double[] scores) {
        if (Double.isNaN(scores[0]) || Double.isNaN(scores[1])) {
            return new Verdict.Unparsed("no score");
        }
        return scores[0] == scores[1]
                ? new Verdict.Tie()
                : scores[0] > scores[1] ? new Verdict.FirstBetter() : new Verdict.SecondBetter();
    }

    @Override
    public void close() {
        reward.close();
    }
}
