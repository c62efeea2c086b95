package dev.murmur.reward;

import dev.murmur.data.Candidates;
import dev.murmur.data.DataException;
import java.util.List;

/// What a model computed, before anybody relies on it.
final class Numbers {
    private Numbers() {}

    /// A model always has a score; one that is not a number is a fault and not a reply that could
    /// not be judged.
    ///
    /// @return the scores
    /// @throws DataException naming the first score that is not finite
    static List<double[]> requireFinite(
            String model, List<Candidates> batch, List<double[]> scores) {
        for (int row = 0; row < scores.size(); row++) {
            for (int reply = 0; reply < scores.get(row).length; reply++) {
                if (!Double.isFinite(scores.get(row)[reply])) {
                    throw new DataException(
                            model
                                    + " gives reply "
                                    + reply
                                    + " of prompt '"
                                    + batch.get(row).prompt().id()
                                    + "' the score "
                                    + scores.get(row)[reply]
                                    + ", must be finite; are its weights whole, and its dtype wide"
                                    + " enough?");
                }
            }
        }
        return scores;
    }
}
