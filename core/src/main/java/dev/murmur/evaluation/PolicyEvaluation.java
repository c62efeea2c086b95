package dev.murmur.evaluation;

import static java.util.stream.Collectors.toMap;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.murmur.data.DataException;
import dev.murmur.data.FinishReason;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// How good a policy is on held-out prompts, and against the starting model: `evaluation.json`.
///
/// @param prompts how many prompts, one reply each
/// @param reward score of the reward model used in training, in its own unit
/// @param tokens reply length
/// @param kl mean of log pi(y|x) - log pi_start(y|x) over the policy's own replies: an unbiased
///   estimate of KL(pi || pi_start), in nats a reply; a single estimate may be below 0. Of replies
///   that were not drawn at temperature 1 without filters it is a distance, but no estimate of the
///   KL. Null where the start is replies without a model
/// @param judge who compares replies, for example `rule:checklist`
/// @param winRate against the starting model's reply to the same prompt
/// @param lcWinRate the same in [LengthControlledWinRate]'s minimal form
/// @param rewardLengthCorrelation Pearson's over replies; null where it is not defined
/// @param finished share of replies that ended by themselves, not at the length limit
/// @param unscored replies without a reward: they are not in `reward` and its correlation
/// @param unjudged prompts for which the judge gave no score, to the policy or to the starting
///   model: they are not in the win rates, and count as no tie
@JsonNaming(SnakeCaseStrategy.class)
@JsonPropertyOrder({
    "prompts",
    "reward",
    "tokens",
    "kl",
    "judge",
    "win_rate",
    "lc_win_rate",
    "reward_length_correlation",
    "finished",
    "unscored",
    "unjudged"
})
public record PolicyEvaluation(
        int prompts,
        Estimate reward,
        Estimate tokens,
        @Nullable Estimate kl,
        String judge,
        WinRate winRate,
        Estimate lcWinRate,
        @Nullable Double rewardLengthCorrelation,
        double finished,
        int unscored,
        int unjudged) {

    /// Evaluates a policy against the starting model; the starting model against itself gives 0.5.
    ///
    /// @param judge id of the judge
    /// @param policy one outcome a prompt, at least two
    /// @param start outcomes of the starting model for the same prompts, in any order
    public static PolicyEvaluation of(
            String judge, List<ReplyOutcome> policy, List<ReplyOutcome> start) {
        List<Match> judged = matches(policy, start).stream().filter(Match::isJudged).toList();
        List<ReplyOutcome> scored =
                policy.stream().filter(outcome -> !Double.isNaN(outcome.reward())).toList();
        requireTwo("scored by the reward", scored.size(), policy.size());
        requireTwo("judged by " + judge, judged.size(), policy.size());
        double[] reward = column(scored, ReplyOutcome::reward);
        double[] preferences =
                WinRate.preferences(
                        column(policy(judged), ReplyOutcome::judge),
                        column(baseline(judged), ReplyOutcome::judge));
        OptionalDouble correlation = Correlation.of(reward, column(scored, ReplyOutcome::tokens));
        return new PolicyEvaluation(
                policy.size(),
                Estimate.of(reward),
                Estimate.of(column(policy, ReplyOutcome::tokens)),
                kl(column(policy, ReplyOutcome::logRatio)),
                judge,
                WinRate.of(preferences),
                LengthControlledWinRate.fit(
                                preferences, lengths(policy(judged)), lengths(baseline(judged)))
                        .estimate(),
                correlation.isPresent() ? (Double) correlation.getAsDouble() : null,
                finishedShare(policy),
                policy.size() - scored.size(),
                policy.size() - judged.size());
    }

    /// Null if a log-ratio is not known: the start is replies without a model.
    private static @Nullable Estimate kl(double[] logRatios) {
        return Arrays.stream(logRatios).anyMatch(Double::isNaN) ? null : Estimate.of(logRatios);
    }

    private static void requireTwo(String how, int replies, int of) {
        if (replies < 2) {
            throw new DataException(
                    replies
                            + " of "
                            + of
                            + " prompts could be "
                            + how
                            + ", must be at least 2 (one has no standard error)");
        }
    }

    /// A policy's reply and the starting model's to the same prompt.
    private record Match(ReplyOutcome policy, ReplyOutcome baseline) {
        boolean isJudged() {
            return !Double.isNaN(policy.judge()) && !Double.isNaN(baseline.judge());
        }
    }

    private static List<ReplyOutcome> policy(List<Match> matches) {
        return matches.stream().map(Match::policy).toList();
    }

    private static List<ReplyOutcome> baseline(List<Match> matches) {
        return matches.stream().map(Match::baseline).toList();
    }

    private static List<Match> matches(List<ReplyOutcome> policy, List<ReplyOutcome> start) {
        Map<String, ReplyOutcome> byId = start.stream().collect(toMap(ReplyOutcome::id, o -> o));
        return policy.stream().map(o -> new Match(o, require(byId, o.id()))).toList();
    }

    private static ReplyOutcome require(Map<String, ReplyOutcome> start, String id) {
        ReplyOutcome outcome = start.get(id);
        if (outcome == null) {
            throw new IllegalArgumentException(
                    "prompt "
                            + id
                            + " has no reply of the starting model; both must be evaluated on the"
                            + " same prompts");
        }
        return outcome;
    }

    private static double[] column(
            List<ReplyOutcome> outcomes, ToDoubleFunction<ReplyOutcome> value) {
        return outcomes.stream().mapToDouble(value).toArray();
    }

    private static int[] lengths(List<ReplyOutcome> outcomes) {
        return outcomes.stream().mapToInt(ReplyOutcome::tokens).toArray();
    }

    private static double finishedShare(List<ReplyOutcome> outcomes) {
        return Arrays.stream(column(outcomes, o -> o.finish() == FinishReason.STOP ? 1 : 0))
                .average()
                .orElseThrow();
    }
}
