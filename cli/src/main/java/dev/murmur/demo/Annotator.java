package dev.murmur.demo;

import dev.murmur.data.Prompt;
import dev.murmur.reward.Rule;
import java.util.Arrays;
import java.util.List;

/// Ranks replies as AI feedback does: mostly by quality, partly by length, and with noise.
///
/// `utility = quality * score + perWord * words + noise * Gumbel`, so that rankings follow a
/// Plackett-Luce model whose true reward is `(quality * score + perWord * words) / noise`. Replies
/// whose utilities fall within the same step of `tieStep` get equal ranks.
///
/// @param quality weight of the gold judge's score, which is in `[0, 1]`
/// @param perWord the length bias: utility of one more word, whatever it says
/// @param noise scale of the Gumbel noise, `> 0`
/// @param tieStep width of the steps of utility that an annotator can tell apart, `> 0`
record Annotator(double quality, double perWord, double noise, double tieStep) {
    /// Ranks from 1 for the best; equal ones share the smallest rank, as in Nectar.
    int[] rank(Rule gold, Prompt prompt, List<String> replies, Dice dice) {
        long[] steps =
                replies.stream()
                        .mapToLong(reply ->
                                (long)
                                        Math.floor(
                                                utility(gold.score(prompt, reply), reply, dice)
                                                        / tieStep))
                        .toArray();
        return Arrays.stream(steps)
                .mapToInt(mine -> 1 + (int) Arrays.stream(steps).filter(s -> s > mine).count())
                .toArray();
    }

    private double utility(double score, String reply, Dice dice) {
        return quality * score + perWord * words(reply) + noise * dice.gumbel();
    }

    static int words(String text) {
        return text.split(" ").length;
    }
}
