package dev.murmur.online;

import dev.murmur.data.ScoredCandidates;
import java.util.List;

/// Chooses what to learn from the scored replies of each prompt. Implementations are records of
/// their settings; the record is also its recipe section.
///
/// To add one: one record here and one line in [PairSelectors].
public interface PairSelector {
    /// @param seed keys whatever is drawn
    /// @return at most one pair a prompt, in the order of the prompts; every prompt without a pair
    ///   is counted under its reason
    Selection select(List<ScoredCandidates> scored, long seed);
}
