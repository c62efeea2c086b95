package dev.murmur.online;

import dev.murmur.data.ScoredCandidates;
import dev.murmur.settings.Default;
import dev.murmur.settings.Doc;
import java.util.List;

/// The reply with the highest score against the next best: `max_max` of RLHFlow's recipes, the
/// hardest pairs.
///
/// We depart in this: the next best is the best of those with a lower score and another text, so
/// that two samples of the same reply, or a tie, do not cost the prompt its pair. A reply that was
/// cut off is chosen only if told so.
///
/// @param minMargin smallest difference of the two scores, in the reward's unit, `>= 0`
public record BestSecond(
        @Doc("smallest score difference that makes a pair") @Default("0.0") double minMargin,
        @Doc("which side must have ended by itself, not at the length limit") @Default("chosen")
                MustFinish mustFinish)
        implements PairSelector {
    public BestSecond {
        new PairRule(minMargin, mustFinish);
    }

    @Override
    public Selection select(List<ScoredCandidates> scored, long seed) {
        return new PairRule(minMargin, mustFinish)
                .select(
                        scored,
                        (entry, best, others) ->
                                PairRule.highest(entry, PairRule.losers(entry, best, others)));
    }
}
