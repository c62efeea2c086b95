package dev.murmur.evaluation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What the accuracy of a reward on pairs does not say: whether it prefers what is long, and
/// whether its differences mean what they say.
///
/// @param pairs of a better and a worse reply
/// @param lengthCorrelation Pearson's r of the difference in score and the difference in length,
///   over both orders of each pair; null where one of the two is always 0
/// @param longerBetter pairs whose better reply is the longer one
/// @param shorterBetter those whose better reply is the shorter one
/// @param lengthMatched those whose lengths differ by at most a tenth of the longer
/// @param calibrationError mean over pairs of the distance between confidence and accuracy of their
///   bin (expected calibration error)
/// @param calibration bins of rising confidence that have pairs
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
public record RewardDiagnostics(
        int pairs,
        @Nullable Double lengthCorrelation,
        Part longerBetter,
        Part shorterBetter,
        Part lengthMatched,
        double calibrationError,
        List<Bin> calibration) {
    private static final double MATCHED = 0.1;
    private static final int BINS = 10;

    /// A better and a worse reply.
    ///
    /// @param score the better one's less the worse one's
    /// @param betterLength characters
    /// @param worseLength characters
    public record Pair(double score, int betterLength, int worseLength) {
        private int length() {
            return betterLength - worseLength;
        }

        private boolean isMatched() {
            return Math.abs(length()) <= MATCHED * Math.max(betterLength, worseLength);
        }

        /// What a Bradley-Terry model with these scores says of the reply that it prefers.
        private double confidence() {
            return 1 / (1 + Math.exp(-Math.abs(score)));
        }
    }

    /// Some of the pairs.
    ///
    /// @param accuracy share in which the better reply scores higher; null if there is none
    /// @param se its standard error; null if there are not two
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Part(int pairs, @Nullable Double accuracy, @Nullable Double se) {
        private static Part of(List<Pair> all, Predicate<Pair> taken) {
            double[] right =
                    all.stream().filter(taken).mapToDouble(p -> p.score() > 0 ? 1 : 0).toArray();
            return new Part(
                    right.length,
                    right.length < 1 ? null : (Double) Moments.mean(right),
                    right.length < 2 ? null : (Double) Estimate.of(right).se());
        }
    }

    /// Pairs of similar confidence.
    ///
    /// @param confidence mean probability of the preferred reply by Bradley-Terry, in `[0.5, 1]`
    /// @param accuracy share in which that is the better one
    public record Bin(int pairs, double confidence, double accuracy) {}

    public RewardDiagnostics {
        calibration = List.copyOf(calibration);
    }

    /// @param pairs at least one, of finite scores
    public static RewardDiagnostics of(List<Pair> pairs) {
        if (pairs.isEmpty()) {
            throw new IllegalArgumentException("there is no pair to look at");
        }
        var calibration = new ArrayList<Bin>();
        double error = 0;
        for (int i = 0; i < BINS; i++) {
            int bin = i;
            List<Pair> own = pairs.stream().filter(pair -> bin(pair) == bin).toList();
            if (!own.isEmpty()) {
                double confidence =
                        own.stream().mapToDouble(Pair::confidence).average().orElseThrow();
                double accuracy = accuracyOf(own);
                calibration.add(new Bin(own.size(), confidence, accuracy));
                error += own.size() * Math.abs(confidence - accuracy) / pairs.size();
            }
        }
        return new RewardDiagnostics(
                pairs.size(),
                correlation(pairs),
                Part.of(pairs, pair -> pair.length() > 0),
                Part.of(pairs, pair -> pair.length() < 0),
                Part.of(pairs, Pair::isMatched),
                error,
                calibration);
    }

    private static int bin(Pair pair) {
        return Math.min(BINS - 1, (int) ((pair.confidence() - 0.5) * 2 * BINS));
    }

    private static double accuracyOf(List<Pair> pairs) {
        return (double) pairs.stream().filter(pair -> pair.score() > 0).count() / pairs.size();
    }

    /// Over both orders the means are 0.
    private static @Nullable Double correlation(List<Pair> pairs) {
        double ss = 0;
        double ll = 0;
        double sl = 0;
        for (Pair pair : pairs) {
            ss += pair.score() * pair.score();
            ll += (double) pair.length() * pair.length();
            sl += pair.score() * pair.length();
        }
        return ss == 0 || ll == 0 ? null : sl / Math.sqrt(ss * ll);
    }
}
