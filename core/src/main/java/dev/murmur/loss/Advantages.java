package dev.murmur.loss;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/// From rewards to advantages, in double precision and over all replies of an iteration, so that
/// neither batches nor micro-batches change one.
public final class Advantages {
    /// Added to the variance when whitening, as in TRL.
    private static final double WHITENING_EPS = 1e-8;

    /// Added to a group's standard deviation, as in TRL.
    private static final double GROUP_EPS = 1e-4;

    private Advantages() {}

    /// `R_t = sum_l gamma^l r_{t+l}`.
    public static double[] returnsToGo(double[] rewards, double gamma) {
        var returns = new double[rewards.length];
        double later = 0;
        for (int t = rewards.length - 1; t >= 0; t--) {
            later = rewards[t] + gamma * later;
            returns[t] = later;
        }
        return returns;
    }

    /// Each reward less the mean of its siblings'.
    ///
    /// @param rewards of one prompt's replies, at least 2
    public static double[] leaveOneOut(double[] rewards) {
        requireSiblings(rewards);
        double sum = Arrays.stream(rewards).sum();
        return Arrays.stream(rewards)
                .map(reward -> reward - (sum - reward) / (rewards.length - 1))
                .toArray();
    }

    /// Each reward less the mean of its group.
    public static double[] centred(double[] rewards) {
        double mean = Arrays.stream(rewards).average().orElseThrow();
        return Arrays.stream(rewards).map(reward -> reward - mean).toArray();
    }

    /// Each reward less the mean of its group, over the group's standard deviation (K - 1).
    ///
    /// @param rewards of one prompt's replies, at least 2
    public static double[] standardised(double[] rewards) {
        requireSiblings(rewards);
        double[] centred = centred(rewards);
        double squares = Arrays.stream(centred).map(c -> c * c).sum();
        double deviation = Math.sqrt(squares / (rewards.length - 1));
        return Arrays.stream(centred).map(c -> c / (deviation + GROUP_EPS)).toArray();
    }

    private static void requireSiblings(double[] rewards) {
        if (rewards.length < 2) {
            throw new IllegalArgumentException(
                    "a prompt has "
                            + rewards.length
                            + " reply, must have at least 2 to be compared with each other");
        }
    }

    /// Mean 0 and variance 1 (n - 1) over all tokens of all replies; a single token is left alone.
    static List<List<Credit>> whitened(List<List<Credit>> groups) {
        double[] all =
                groups.stream()
                        .flatMap(List::stream)
                        .flatMapToDouble(credit -> Arrays.stream(credit.advantages()))
                        .toArray();
        if (all.length < 2) {
            return groups;
        }
        double mean = Arrays.stream(all).average().orElseThrow();
        double squares = Arrays.stream(all).map(a -> (a - mean) * (a - mean)).sum();
        double scale = 1 / Math.sqrt(squares / (all.length - 1) + WHITENING_EPS);
        return groups.stream()
                .map(group -> group.stream().map(c -> scaled(c, mean, scale)).toList())
                .toList();
    }

    private static Credit scaled(Credit credit, double mean, double scale) {
        return new Credit(
                Arrays.stream(credit.advantages()).map(a -> (a - mean) * scale).toArray(),
                credit.returns());
    }

    /// Credits each reply for itself.
    static List<List<Credit>> each(
            List<List<Experience>> groups, Function<Experience, Credit> credit) {
        return groups.stream().map(group -> group.stream().map(credit).toList()).toList();
    }

    /// Credits whole replies, compared with their siblings.
    ///
    /// @param compared the rewards of one prompt's replies to their advantages
    static List<List<Credit>> compared(
            List<List<Experience>> groups,
            Function<Experience, Double> reward,
            Function<double[], double[]> compared) {
        var credits = new ArrayList<List<Credit>>();
        for (List<Experience> group : groups) {
            double[] advantages =
                    compared.apply(group.stream().mapToDouble(reward::apply).toArray());
            var ofGroup = new ArrayList<Credit>();
            for (int i = 0; i < advantages.length; i++) {
                ofGroup.add(Credit.uniform(advantages[i], group.get(i).tokens()));
            }
            credits.add(ofGroup);
        }
        return credits;
    }
}
