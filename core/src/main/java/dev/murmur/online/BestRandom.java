package dev.murmur.online;

import dev.murmur.data.KeyedRandom;
import dev.murmur.data.ScoredCandidates;
import dev.murmur.settings.Default;
import dev.murmur.settings.Doc;
import java.util.List;
import java.util.OptionalInt;

/// The reply with the highest score against one drawn from those that lost: `max_random` of
/// RLHFlow's recipes.
///
/// We depart in this: theirs is the first of two fixed samples that is not the best; here every
/// reply with a lower score and another text is as likely, drawn by the seed and the prompt's id. A
/// reply that was cut off is chosen only if told so.
///
/// @param minMargin smallest difference of the two scores, in the reward's unit, `>= 0`; a draw
///   that falls below it gives no pair
public record BestRandom(
        @Doc("smallest score difference that makes a pair") @Default("0.0") double minMargin,
        @Doc("which side must have ended by itself, not at the length limit") @Default("chosen")
                MustFinish mustFinish)
        implements PairSelector {
    public BestRandom {
        new PairRule(minMargin, mustFinish);
    }

    @Override
    public Selection select(List<ScoredCandidates> scored, long seed) {
        return new PairRule(minMargin, mustFinish)
                .select(scored, (entry, best, others) -> drawn(entry, best, others, seed));
    }

    private static OptionalInt drawn(ScoredCandidates entry, int best, int[] others, long seed) {
        int[] losers = PairRule.losers(entry, best, others).toArray();
        if (losers.length == 0) {
            return OptionalInt.empty();
        }
        long key = KeyedRandom.key(seed, "rejected reply", entry.candidates().prompt().id());
        return OptionalInt.of(losers[KeyedRandom.below(losers.length, key, 0)]);
    }
}
