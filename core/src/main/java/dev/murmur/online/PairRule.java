package dev.murmur.online;

import dev.murmur.data.FinishReason;
import dev.murmur.data.PairScores;
import dev.murmur.data.PreferencePair;
import dev.murmur.data.Reply;
import dev.murmur.data.ScoredCandidates;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// What the selectors have in common: the reply with the highest score is chosen, of equal scores
/// the earlier sample, and prompts that give no pair are counted by reason. Which reply it is set
/// against is an [Opponent]'s business.
///
/// @param minMargin smallest difference of the two scores, in the reward's unit, `>= 0`; equal
///   scores never make a pair
record PairRule(double minMargin, MustFinish mustFinish) {
    static final String TOO_FEW = "fewer_than_two_replies";
    static final String IDENTICAL = "identical_replies";
    static final String UNFINISHED = "no_finished_reply";
    static final String TIED = "tied_scores";
    static final String NARROW = "margin_below_minimum";

    PairRule {
        if (!(minMargin >= 0 && minMargin < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "pairs.min_margin is "
                            + minMargin
                            + ", must be 0 (every difference counts) or more");
        }
    }

    /// Says which reply is rejected.
    interface Opponent {
        /// @param best index of the chosen reply
        /// @param others indices of the replies that may be rejected, in order, without `best`
        /// @return one of `others`, or empty where every one of them is as good as the best
        OptionalInt of(ScoredCandidates entry, int best, int[] others);
    }

    Selection select(List<ScoredCandidates> scored, Opponent opponent) {
        var pairs = new ArrayList<PreferencePair>();
        var skipped = new TreeMap<String, Integer>();
        for (ScoredCandidates entry : scored) {
            requireNumbers(entry);
            switch (outcome(entry, opponent)) {
                case Pair(int best, int rejected) -> pairs.add(pair(entry, best, rejected));
                case Skipped(String reason) -> skipped.merge(reason, 1, Integer::sum);
            }
        }
        return new Selection(pairs, skipped);
    }

    /// The replies with a lower score and another text than the best: equal texts differ by the
    /// last bits of a score at most.
    static IntStream losers(ScoredCandidates entry, int best, int[] others) {
        String text = entry.candidates().replies().get(best).text();
        return IntStream.of(others)
                .filter(i ->
                        entry.scores()[i] < entry.scores()[best]
                                && !entry.candidates().replies().get(i).text().equals(text));
    }

    /// The index of the highest score; of equal ones the first.
    static OptionalInt highest(ScoredCandidates entry, IntStream of) {
        return of.reduce((a, b) -> entry.scores()[b] > entry.scores()[a] ? b : a);
    }

    /// The index of the lowest score; of equal ones the first.
    static OptionalInt lowest(ScoredCandidates entry, IntStream of) {
        return of.reduce((a, b) -> entry.scores()[b] < entry.scores()[a] ? b : a);
    }

    private sealed interface Outcome {}

    private record Pair(int best, int rejected) implements Outcome {}

    private record Skipped(String reason) implements Outcome {}

    private Outcome outcome(ScoredCandidates entry, Opponent opponent) {
        List<Reply> replies = entry.candidates().replies();
        if (replies.size() < 2) {
            return new Skipped(TOO_FEW);
        }
        if (replies.stream().map(Reply::text).distinct().count() == 1) {
            return new Skipped(IDENTICAL);
        }
        OptionalInt best = highest(entry, eligible(entry, mustFinish != MustFinish.NEITHER));
        if (best.isEmpty()) {
            return new Skipped(UNFINISHED);
        }
        int chosen = best.getAsInt();
        int[] others =
                eligible(entry, mustFinish == MustFinish.BOTH).filter(i -> i != chosen).toArray();
        OptionalInt rejected =
                others.length == 0 ? OptionalInt.empty() : opponent.of(entry, chosen, others);
        return rejected.isEmpty()
                ? new Skipped(others.length == 0 ? UNFINISHED : TIED)
                : withMargin(entry, chosen, rejected.getAsInt());
    }

    private Outcome withMargin(ScoredCandidates entry, int best, int rejected) {
        double margin = entry.scores()[best] - entry.scores()[rejected];
        return margin < minMargin ? new Skipped(NARROW) : new Pair(best, rejected);
    }

    private static IntStream eligible(ScoredCandidates entry, boolean finished) {
        return IntStream.range(0, entry.scores().length)
                .filter(i ->
                        !finished
                                || entry.candidates().replies().get(i).finish()
                                        == FinishReason.STOP);
    }

    private static PreferencePair pair(ScoredCandidates entry, int best, int rejected) {
        List<Reply> replies = entry.candidates().replies();
        return new PreferencePair(
                entry.candidates().prompt(),
                replies.get(best),
                replies.get(rejected),
                new PairScores(entry.scores()[best], entry.scores()[rejected]));
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
