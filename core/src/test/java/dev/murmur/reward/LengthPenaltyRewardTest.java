package dev.murmur.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.murmur.data.Candidates;
import dev.murmur.data.DataException;
import dev.murmur.data.FinishReason;
import dev.murmur.data.Prompt;
import dev.murmur.data.Reply;
import dev.murmur.metrics.RunContext;
import dev.murmur.model.TextModels;
import dev.murmur.text.ChatMessage;
import dev.murmur.text.Tokenizer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LengthPenaltyRewardTest {
    private static final ReplyLength SAMPLED = new ReplyLength.Tokens(Optional.empty());

    @Test
    void aTokenCostsWhatItCosts() {
        var reward = new LengthPenaltyReward(scores(1, 2), 0.25, SAMPLED);
        assertThat(score(reward, sampled("long", 8), sampled("short", 2)))
                .containsExactly(1 - 0.25 * 8, 2 - 0.25 * 2);
        assertThat(reward.id()).isEqualTo("fixed - 0.25 per token");
    }

    /// The penalty decides the order: the raw reward prefers the first.
    @Test
    void thePenalisedValueOrders() {
        double[] scores =
                score(
                        new LengthPenaltyReward(scores(3, 2), 0.5, SAMPLED),
                        sampled("long", 8),
                        sampled("short", 2));
        assertThat(scores[1]).isGreaterThan(scores[0]);
    }

    @Test
    void aCharacterIsACodePoint() {
        var reward = new LengthPenaltyReward(scores(0, 0), 1, new ReplyLength.Characters());
        assertThat(score(reward, Reply.written("caf\u00e9"), Reply.written("\uD83D\uDE00!")))
                .containsExactly(-4, -2);
        assertThat(reward.id()).isEqualTo("fixed - 1.0 per character");
    }

    @Test
    void aReplyThatWasNotSampledIsCountedByTheNamedTokenizer(@TempDir Path folder) {
        TextModels.causal(folder, 1);
        int[] ids;
        try (Tokenizer tokenizer = Tokenizer.open(folder)) {
            ids = tokenizer.encode("the cat sat");
        }
        var reward =
                new LengthPenaltyReward(
                        scores(0, 0, 0), 1, new ReplyLength.Tokens(Optional.of(folder)));

        double[] scores =
                score(
                        reward,
                        Reply.written("the cat sat"),
                        new Reply("the cat sat", new int[0], FinishReason.LENGTH),
                        sampled("the cat sat", 40));

        assertThat(scores).containsExactly(-ids.length - 1, -ids.length, -40);
    }

    @Test
    void aReplyThatCannotBeCountedIsAnError() {
        var reward = new LengthPenaltyReward(scores(0), 1, SAMPLED);
        assertThatThrownBy(() -> score(reward, Reply.written("text")))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "reply 0 of prompt 'p' has no token ids to count; name a tokenizer in the"
                                + " length penalty (tokenizer: MODEL_DIR), or use per_character");
    }

    @Test
    void noScoreStaysNoScore() {
        var reward = new LengthPenaltyReward(scores(Double.NaN), 1, SAMPLED);
        assertThat(score(reward, sampled("a", 3))).containsExactly(Double.NaN);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, Double.NaN, Double.POSITIVE_INFINITY})
    void aPriceOutOfRangeIsRefused(double price) {
        assertThatThrownBy(() -> new LengthPenaltyReward(scores(0), price, SAMPLED))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("price is " + price + ", must be 0 (length is free) or more");
    }

    private static double[] score(RewardModel reward, Reply... replies) {
        var prompt = new Prompt("p", List.of(ChatMessage.user("why?")), "", Map.of());
        return reward.score(List.of(new Candidates(prompt, List.of(replies))), RunContext.QUIET)
                .getFirst();
    }

    private static Reply sampled(String text, int tokens) {
        return new Reply(text, new int[tokens], FinishReason.STOP);
    }

    private static RewardModel scores(double... scores) {
        return new FixedReward("fixed", () -> {}, scores);
    }
}
