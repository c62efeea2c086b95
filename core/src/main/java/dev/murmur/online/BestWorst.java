package dev.murmur.online;

import dev.murmur.data.FinishReason;
import dev.murmur.data.PairScores;
import dev.murmur.data.PreferencePair;
import dev.murmur.data.Reply;
import dev.murmur.data.ScoredCandidates;
import dev.murmur.settings.Default;
import dev.murmur.settings.Doc;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// The reply with the highest score against the one with the lowest (Xiong et al. 2024, arXiv
/// 2312.11456, and the recipes of RLHFlow). Of equal scores the earlier sample counts.
///
/// We depart in one thing: a reply that was cut off at the length limit is never the chosen one,
/// since imitating it teaches not to end; it may be the rejected one.
///
/// @param minMargin smallest difference of the two scores, in the reward's unit, `>= 0`; equal
///   scores never make a pair
public record BestWorst(
        @Doc("smallest score difference that makes a pair") @Default("0.0") double minMargin)
        implements PairSelector {
    static final String TOO_FEW = "fewer_than_two_replies";
    static final String IDENTICAL = "identical_replies";
    static final String UNFINISHED = "no_finished_reply";
    static final String TIED = "tied_scores";
    static final String NARROW = "margin_below_minimum";

    public BestWorst {
        if (!(minMargin >= 0 && minMargin < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "pairs.min_margin is "
                            + minMargin
                            + ", must be 0 (every difference counts) or more");
        }
    }

    @Override
    public Selection select(List<ScoredCandidates> scored) {
        var pairs = new ArrayList<PreferencePair>();
        var skipped = new TreeMap<String, Integer>();
        for (ScoredCandidates entry : scored) {
            requireNumbers(entry);
            int best = best(entry);
            int worst = worst(entry);
            reasonToSkip(entry, best, worst)
                    .ifPresentOrElse(
                            reason -> skipped.merge(reason, 1, Integer::sum),
                            () -> pairs.add(pair(entry, best, worst)));
        }
        return new Selection(pairs, skipped);
    }

    private static PreferencePair pair(ScoredCandidates entry, int best, int worst) {
        List<Reply> replies = entry.candidates().replies();
        return new PreferencePair(
                entry.candidates().prompt(),
                replies.get(best),
                replies.get(worst),
                new PairScores(entry.scores()[best], entry.scores()[worst]));
    }

    private Optional<String> reasonToSkip(ScoredCandidates entry, int best, int worst) {
        List<Reply> replies = entry.candidates().replies();
        if (replies.size() < 2) {
            return Optional.of(TOO_FEW);
        }
        if (replies.stream().map(Reply::text).distinct().count() == 1) {
            return Optional.of(IDENTICAL);
        }
        if (best < 0) {
            return Optional.of(UNFINISHED);
        }
        double margin = entry.scores()[best] - entry.scores()[worst];
        if (margin <= 0 || replies.get(best).text().equals(replies.get(worst).text())) {
            return Optional.of(TIED); // equal texts differ by the last bits of a score at most
        }
        return margin < minMargin ? Optional.of(NARROW) : Optional.empty();
    }

    /// The finished reply with the highest score, -1 if none is finished.
    private static int best(ScoredCandidates entry) {
        int best = -1;
        for (int i = 0; i < entry.scores().length; i++) {
            boolean finished = entry.candidates().replies().get(i).finish() == FinishReason.STOP;
            if (finished && (best < 0 || entry.scores()[i] > entry.scores()[best])) {
                best = i;
            }
        }
        return best;
    }

    private static int worst(ScoredCandidates entry) {
        int worst = 0;
        for (int i = 1; i < entry.scores().length; i++) {
            if (entry.scores()[i] < entry.scores()[worst]) {
                worst = i;
            }
        }
        return worst;
    }

    private static void requireNumbers(ScoredCandidates entry) {
        for (int i = 0; i < entry.scores().length; i++) {
            if (!Double.isFinite(entry.scores()[i])) {
                throw new IllegalArgumentException(
                        "reply "
                                + i
                                + " of prompt "
                                + entry.candidates().prompt().id()
                                + " has the score "
                                + entry.scores()[i]
                                + ", must be a finite number");
            }
        }
    }
}
