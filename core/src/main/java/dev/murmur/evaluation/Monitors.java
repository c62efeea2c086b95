package dev.murmur.evaluation;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The signs by which a run goes wrong without an error, taken of a policy's replies to the
/// held-out prompts: `monitors.json`.
///
/// @param tokens mean length of a reply
/// @param lengthDrift by what share it is longer than the start's: 0.5 is half as long again
/// @param kl mean of log pi(y|x) - log pi_start(y|x), nats a reply; null where it is not known
/// @param rewardLengthCorrelation Pearson's over replies; null where it is not defined
/// @param repetition mean share of a reply's 4-grams that it had said before
/// @param distinct different 2-grams over all 2-grams of all replies
/// @param finished share of replies that ended by themselves
/// @param reward mean score of the reward that training used
/// @param judge mean score of the judge
/// @param overOptimisation by how many standard errors the judge's mean lies below its peak among
///   the models before while the reward's lies above; 0 if it does not
/// @param logProbGap by how much the log-probs that replies were drawn with differ from those that
///   training computes, nats a token; null where they are not known
@JsonNaming(SnakeCaseStrategy.class)
public record Monitors(
        double tokens,
        double lengthDrift,
        @Nullable Double kl,
        @Nullable Double rewardLengthCorrelation,
        double repetition,
        double distinct,
        double finished,
        double reward,
        double judge,
        double overOptimisation,
        @Nullable Double logProbGap) {
    /// A value that can be watched.
    public enum Metric {
        TOKENS,
        LENGTH_DRIFT,
        KL,
        REWARD_LENGTH_CORRELATION,
        REPETITION,
        DISTINCT,
        FINISHED,
        REWARD,
        JUDGE,
        OVER_OPTIMISATION,
        LOG_PROB_GAP;

        /// The metric of a name in `monitors.json`.
        public static Optional<Metric> named(String name) {
            return Arrays.stream(values())
                    .filter(metric -> metric.toString().equals(name))
                    .findFirst();
        }

        /// Every name, for messages.
        public static String names() {
            return Arrays.stream(values()).map(Metric::toString).collect(Collectors.joining(", "));
        }

        /// The name in `monitors.json`.
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Takes the signs.
    ///
    /// @param evaluation of the same outcomes
    /// @param replies token ids of the replies
    /// @param outcomes of the replies
    /// @param earlier outcomes of the start and of the policies before, oldest first, all to the
    ///   same prompts; none for the start itself
    /// @param logProbGap nats a token, or null
    public static Monitors of(
            PolicyEvaluation evaluation,
            List<int[]> replies,
            List<ReplyOutcome> outcomes,
            List<List<ReplyOutcome>> earlier,
            @Nullable Double logProbGap) {
        double tokens = mean(outcomes, ReplyOutcome::tokens);
        double before = earlier.isEmpty() ? tokens : mean(earlier.getFirst(), ReplyOutcome::tokens);
        return new Monitors(
                tokens,
                tokens / before - 1,
                evaluation.kl() == null ? null : (Double) evaluation.kl().mean(),
                evaluation.rewardLengthCorrelation(),
                RepeatedNgrams.within(replies),
                RepeatedNgrams.distinct(replies),
                evaluation.finished(),
                evaluation.reward().mean(),
                mean(outcomes, ReplyOutcome::judge),
                OverOptimisation.of(outcomes, earlier),
                logProbGap);
    }

    /// The numbers worth seeing while a run goes on, in a line.
    public String summary() {
        return String.format(
                        Locale.ROOT,
                        "%.1f tokens (%+.0f%%), reward %.3f, judge %.3f, ",
                        tokens,
                        100 * lengthDrift,
                        reward,
                        judge)
                + (kl == null ? "" : String.format(Locale.ROOT, "KL %.2f, ", kl))
                + String.format(
                        Locale.ROOT,
                        "repetition %.3f, distinct %.3f, over-optimisation %.1f",
                        repetition,
                        distinct,
                        overOptimisation);
    }

    /// @return empty where it is not defined
    public OptionalDouble value(Metric metric) {
        @Nullable Double value =
                switch (metric) {
                    case TOKENS -> (Double) tokens;
                    case LENGTH_DRIFT -> (Double) lengthDrift;
                    case KL -> kl;
                    case REWARD_LENGTH_CORRELATION -> rewardLengthCorrelation;
                    case REPETITION -> (Double) repetition;
                    case DISTINCT -> (Double) distinct;
                    case FINISHED -> (Double) finished;
                    case REWARD -> (Double) reward;
                    case JUDGE -> (Double) judge;
                    case OVER_OPTIMISATION -> (Double) overOptimisation;
                    case LOG_PROB_GAP -> logProbGap;
                };
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    private static double mean(List<ReplyOutcome> outcomes, ToDoubleFunction<ReplyOutcome> value) {
        double[] known =
                outcomes.stream().mapToDouble(value).filter(v -> !Double.isNaN(v)).toArray();
        return Arrays.stream(known).average().orElseThrow();
    }
}
