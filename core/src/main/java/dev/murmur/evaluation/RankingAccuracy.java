package dev.murmur.evaluation;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.ArrayList;
import java.util.List;

/// How often a reward model orders two replies as the ranking does: `reward-model.json`.
///
/// Over all pairs of a prompt with different ranks, the share where the better reply scores higher
/// (equal scores count as wrong), averaged over prompts as the Starling reward models report it; a
/// chance guess gives 0.5.
///
/// @param mean in `[0, 1]`
/// @param se standard error over prompts
/// @param prompts those with at least one pair of different ranks
/// @param pairs comparisons in all
@JsonNaming(SnakeCaseStrategy.class)
public record RankingAccuracy(double mean, double se, int prompts, int pairs) {

    /// Compares scores with ranks, prompt by prompt.
    ///
    /// @param scores a prompt's replies' scores, higher is better
    /// @param ranks the same replies' ranks, lower is better, equal allowed
    public static RankingAccuracy of(List<double[]> scores, List<double[]> ranks) {
        Moments.requireSameLength("prompts of scores and ranks", scores.size(), ranks.size());
        var shares = new ArrayList<Double>();
        int pairs = 0;
        for (int p = 0; p < scores.size(); p++) {
            Tally tally = Tally.of(scores.get(p), ranks.get(p));
            if (tally.pairs > 0) {
                shares.add((double) tally.right / tally.pairs);
                pairs += tally.pairs;
            }
        }
        Estimate estimate = Estimate.of(shares.stream().mapToDouble(Double::doubleValue).toArray());
        return new RankingAccuracy(estimate.mean(), estimate.se(), shares.size(), pairs);
    }

    private record Tally(int right, int pairs) {
        private static Tally of(double[] scores, double[] ranks) {
            Moments.requireSameLength("scores and ranks", scores.length, ranks.length);
            Moments.requireFinite("score", scores);
            int right = 0;
            int pairs = 0;
            for (int better = 0; better < ranks.length; better++) {
                for (int worse = 0; worse < ranks.length; worse++) {
                    if (ranks[better] < ranks[worse]) {
                        pairs++;
                        right += scores[better] > scores[worse] ? 1 : 0;
                    }
                }
            }
            return new Tally(right, pairs);
        }
    }
}
