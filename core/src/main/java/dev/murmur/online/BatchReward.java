package dev.murmur.online;

import dev.murmur.data.DataException;
import dev.murmur.data.ScoredCandidates;
import dev.murmur.evaluation.Estimate;
import java.util.Arrays;
import java.util.List;

/// The batch reward of a model: the mean reward of the replies that it wrote in the iteration that
/// it sampled for.
final class BatchReward {
    private BatchReward() {}

    /// The mean over prompts of the mean over a prompt's replies, finished or not; its standard
    /// error is over prompts. Replies without a score do not count.
    ///
    /// @throws DataException if fewer than two prompts have a reply with a score
    static Estimate of(List<ScoredCandidates> scored) {
        double[] means =
                scored.stream()
                        .map(ScoredCandidates::competing)
                        .filter(entry -> entry.scores().length > 0)
                        .mapToDouble(entry -> Arrays.stream(entry.scores()).average().orElseThrow())
                        .toArray();
        if (means.length < 2) {
            throw new DataException(
                    means.length
                            + " of "
                            + scored.size()
                            + " prompts have a reply with a score, must be at least 2 (one has no"
                            + " standard error)");
        }
        return Estimate.of(means);
    }
}
