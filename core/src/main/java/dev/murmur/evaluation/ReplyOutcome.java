package dev.murmur.evaluation;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import dev.murmur.data.FinishReason;

/// What is known of one model's reply to one held-out prompt: a line of `outcomes.jsonl`.
///
/// @param id the prompt's
/// @param tokens length of the reply as sampled, the end-of-turn token included if there is one
/// @param finish why it ended
/// @param reward score of the reward model that training used (the proxy); NaN, `null` in the file,
///   if it could give none
/// @param judge score of the judge, which training never saw; NaN, `null` in the file, if it could
///   give none
/// @param logRatio log pi(y|x) - log pi_start(y|x) summed over the reply, in nats; 0 for the
///   starting model itself; NaN, `null` in the file, where the start is replies without a model
@JsonNaming(SnakeCaseStrategy.class)
public record ReplyOutcome(
        String id,
        int tokens,
        FinishReason finish,
        @JsonSerialize(using = ScoreJson.Writer.class)
                @JsonDeserialize(using = ScoreJson.Reader.class)
                double reward,
        @JsonSerialize(using = ScoreJson.Writer.class)
                @JsonDeserialize(using = ScoreJson.Reader.class)
                double judge,
        @JsonSerialize(using = ScoreJson.Writer.class)
                @JsonDeserialize(using = ScoreJson.Reader.class)
                double logRatio) {
    public ReplyOutcome {
        require(tokens >= 0, id, "tokens", tokens);
        require(!Double.isInfinite(reward), id, "reward", reward);
        require(!Double.isInfinite(judge), id, "judge", judge);
        require(!Double.isInfinite(logRatio), id, "log_ratio", logRatio);
    }

    private static void require(boolean holds, String id, String what, Number value) {
        if (!holds) {
            throw new IllegalArgumentException(
                    "reply to "
                            + id
                            + " has "
                            + what
                            + " "
                            + value
                            + ", must be finite, and tokens >= 0");
        }
    }
}
