package dev.murmur.rollout;

import dev.murmur.data.FinishReason;
import dev.murmur.data.Reply;
import dev.murmur.settings.Check;
import dev.murmur.settings.Default;
import dev.murmur.settings.Doc;
import java.util.Optional;

/// From a reply's score to the reward that is learnt from: first the prices of its length, then the
/// scale, then the clip.
///
/// @param unfinishedPenalty taken off the score of a reply that was cut off, in the score's unit,
///   `>= 0`
/// @param overlong price of coming close to the limit
/// @param scaleByRunningStd whether to divide by the standard deviation of all scores so far, those
///   of the iteration among them, as RLHF-APA does
/// @param clip largest reward either way, `> 0`
public record RewardShaping(
        @Doc("taken off the score of a reply that was cut off") @Default("0.0")
                double unfinishedPenalty,
        @Doc("price of coming close to the length limit; null for none")
                Optional<Overlength> overlong,
        @Doc("divide by the standard deviation of all scores so far") @Default("false")
                boolean scaleByRunningStd,
        @Doc("largest reward either way; null for none") Optional<Double> clip) {
    public RewardShaping {
        new Check()
                .require(
                        unfinishedPenalty >= 0 && Double.isFinite(unfinishedPenalty),
                        "unfinished_penalty",
                        unfinishedPenalty,
                        "0 (none) or more")
                .require(clip.orElse(1.0) > 0, "clip", clip.orElse(1.0), "> 0 (5 or 10 is usual)")
                .verify();
    }

    /// The score less what the reply's length costs.
    double priced(double score, Reply reply, int maxTokens) {
        double cut = reply.finish() == FinishReason.LENGTH ? unfinishedPenalty : 0;
        double close =
                overlong.map(price -> price.price(reply.ids().length, maxTokens)).orElse(0.0);
        return score - cut - close;
    }

    /// @param priced as [#priced] gave it
    /// @param soFar moments of every priced score of the run so far
    double reward(double priced, RunningMoments soFar) {
        double scaled = scaleByRunningStd ? priced / soFar.scale() : priced;
        return clip.map(limit -> Math.clamp(scaled, -limit, limit)).orElse(scaled);
    }
}
