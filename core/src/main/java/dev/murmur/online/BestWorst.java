package dev.murmur.online;

import dev.murmur.data.ScoredCandidates;
import dev.murmur.settings.Default;
import dev.murmur.settings.Doc;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/// The reply with the highest score against the one with the lowest (Xiong et al. 2024, arXiv
/// 2312.11456, and `max_min` of RLHFlow's recipes). Of equal scores the earlier sample counts.
///
/// We depart in one thing, unless told otherwise: a reply that was cut off at the length limit is
/// never the chosen one, since imitating it teaches not to end; it may be the rejected one.
///
/// @param minMargin smallest difference of the two scores, in the reward's unit, `>= 0`; equal
///   scores never make a pair
public record BestWorst(
        @Doc("smallest score difference that makes a pair") @Default("0.0") double minMargin,
        @Doc("which side must have ended by itself, not at the length limit") @Default("chosen")
                MustFinish mustFinish)
        implements PairSelector {
    public BestWorst {
        new PairRule(minMargin, mustFinish);
    }

    @Override
    public Selection select(List<ScoredCandidates> scored, long seed) {
        return new PairRule(minMargin, mustFinish).select(scored, BestWorst::worst);
    }

    /// The reply with the lowest score, unless it is as good as the best.
    private static OptionalInt worst(ScoredCandidates entry, int best, int[] others) {
        int worst = PairRule.lowest(entry, IntStream.of(others)).orElseThrow();
        return PairRule.losers(entry, best, new int[] {worst}).findFirst();
    }
}
