package dev.murmur.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.murmur.data.Candidates;
import dev.murmur.data.DataException;
import dev.murmur.data.FinishReason;
import dev.murmur.data.Prompt;
import dev.murmur.data.Reply;
import dev.murmur.data.TokenGroup;
import dev.murmur.data.TokenReply;
import dev.murmur.metrics.Progress;
import dev.murmur.metrics.RunContext;
import dev.murmur.metrics.StoppedException;
import dev.murmur.model.CheckpointException;
import dev.murmur.model.GroupBatch;
import dev.murmur.model.ScalarModel;
import dev.murmur.model.ScoreAt;
import dev.murmur.model.TextModels;
import dev.murmur.tensor.Dtype;
import dev.murmur.tensor.TensorScope;
import dev.murmur.tensor.Tensors;
import dev.murmur.text.ChatMessage;
import dev.murmur.text.ChatMlTemplate;
import dev.murmur.text.Tokenizer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScalarRewardTest {
    @TempDir Path folder;
    private ScalarReward reward;

    @BeforeEach
    void open() {
        TextModels.scalar(folder, 11);
        reward = ScalarReward.open(folder, new ChatMlTemplate(), Reading.WHOLE, Dtype.FLOAT32);
    }

    @AfterEach
    void close() {
        reward.close();
    }

    @Test
    void aScoreIsReadAtTheEndOfTurnOfTheRenderedConversation() {
        double[] scores = score(candidates("the cat", Reply.written("sat on the mat")));
        try (Tokenizer tokenizer = Tokenizer.open(folder);
                ScalarModel model = ScalarModel.frozen(folder, Dtype.FLOAT32);
                var _ = new TensorScope()) {
            String before = "<|im_start|>user\nthe cat<|im_end|>\n<|im_start|>assistant\n";
            var group =
                    new TokenGroup(
                            "p",
                            tokenizer.encodeWithSpecials(before),
                            List.of(
                                    TokenReply.of(
                                            tokenizer.encodeWithSpecials(
                                                    "sat on the mat<|im_end|>"))));
            double[] expected = Tensors.toDoubles(model.scores(GroupBatch.of(List.of(group))));
            assertThat(scores).containsExactly(expected, within(1e-5));
        }
    }

    @Test
    void aScoreThatIsNoNumberIsAFaultOfTheModel() {
        Path damaged = folder.resolve("damaged");
        try (ScalarModel model = ScalarModel.trainable(folder, Dtype.FLOAT32, 1);
                var _ = new NoGradGuard();
                var _ = new TensorScope()) {
            model.parameters().get("score.weight").fill_(new Scalar(Double.NaN));
            model.save(damaged, "");
        }
        try (var opened =
                ScalarReward.open(damaged, new ChatMlTemplate(), Reading.WHOLE, Dtype.FLOAT32)) {
            assertThatThrownBy(() ->
                            opened.score(
                                    List.of(candidates("the cat", Reply.written("sat"))),
                                    RunContext.QUIET))
                    .isInstanceOf(DataException.class)
                    .hasMessageStartingWith("scalar:" + damaged + " gives reply 0 of prompt '")
                    .hasMessageEndingWith(
                            "' the score NaN, must be finite; are its weights whole, and its dtype"
                                    + " wide enough?");
        }
    }

    @Test
    void aScoreIsTheSameWhateverIsScoredWithIt() {
        List<Candidates> all = IntStream.range(0, 12).mapToObj(ScalarRewardTest::some).toList();
        List<double[]> together = reward.score(all, RunContext.QUIET);
        List<double[]> backwards = reward.score(all.reversed(), RunContext.QUIET).reversed();
        for (int p = 0; p < all.size(); p++) {
            Candidates candidates = all.get(p);
            assertThat(backwards.get(p)).containsExactly(together.get(p), within(1e-5));
            for (int r = 0; r < candidates.replies().size(); r++) {
                var alone =
                        new Candidates(candidates.prompt(), List.of(candidates.replies().get(r)));
                assertThat(score(alone)[0]).isCloseTo(together.get(p)[r], within(1e-5));
            }
        }
    }

    @Test
    void theIdsOfAnotherModelsTokenizerAreNotUsed() {
        var sampled = new Reply("sat", new int[] {250, 251, 252}, FinishReason.STOP);
        assertThat(score(candidates("the cat", sampled)))
                .containsExactly(score(candidates("the cat", Reply.written("sat"))));
    }

    @Test
    void aReplyThatWasCutOffHasNoEndOfTurn() {
        var cut = new Reply("sat on", new int[] {1}, FinishReason.LENGTH);
        assertThat(score(candidates("the cat", cut)))
                .isNotEqualTo(score(candidates("the cat", Reply.written("sat on"))));
    }

    @Test
    void anEmptyReplyHasAScoreToo() {
        var cut = new Reply("", new int[] {1}, FinishReason.LENGTH);
        assertThat(score(candidates("the cat", cut)))
                .containsExactly(score(candidates("the cat", Reply.written(""))));
    }

    @Test
    void itIsKnownByItsFolder() {
        assertThat(reward.id()).isEqualTo("scalar:" + folder);
    }

    @Test
    void aReplyLongerThanTheModelCanPlaceIsAnError() {
        Candidates tooLong = candidates("the cat", Reply.written("xyz ".repeat(100)));
        assertThatThrownBy(() -> score(tooLong))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("longer than max_tokens (256)");
    }

    @Test
    void aConversationThatIsCutKeepsItsLastTokensWhateverIsScoredWithIt() {
        var reading = new Reading(ScoreAt.LAST, Optional.of(40));
        Candidates all =
                candidates(
                        "the cat sat on the mat",
                        Reply.written("xyz ".repeat(30)),
                        Reply.written("sat"),
                        Reply.written("on the mat ".repeat(6)));
        try (ScalarReward cutting =
                ScalarReward.open(folder, new ChatMlTemplate(), reading, Dtype.FLOAT32)) {
            double[] together = cutting.score(List.of(all), RunContext.QUIET).getFirst();
            for (int r = 0; r < together.length; r++) {
                var alone = new Candidates(all.prompt(), List.of(all.replies().get(r)));
                assertThat(cutting.score(List.of(alone), RunContext.QUIET).getFirst())
                        .containsExactly(new double[] {together[r]}, within(1e-5));
            }
            assertThat(together[1]).isCloseTo(score(all)[1], within(1e-5));
            assertThat(together[0]).isCloseTo(scoreOfLast(40, all, 0), within(1e-5));
            assertThat(together[0]).isNotCloseTo(score(all)[0], within(1e-3));
        }
    }

    @Test
    void moreTokensThanTheModelCanPlaceCannotBeKept() {
        var reading = new Reading(ScoreAt.LAST, Optional.of(257));
        assertThatThrownBy(() ->
                        ScalarReward.open(folder, new ChatMlTemplate(), reading, Dtype.FLOAT32))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("truncate_left is 257, must be at most the 256 positions of");
        assertThatThrownBy(() -> new Reading(ScoreAt.LAST, Optional.of(1)))
                .hasMessage("truncate_left is 1, must be at least 2");
    }

    @Test
    void aLanguageModelIsNoRewardModel(@TempDir Path other) {
        TextModels.causal(other, 1);
        assertThatThrownBy(() ->
                        ScalarReward.open(
                                other, new ChatMlTemplate(), Reading.WHOLE, Dtype.FLOAT32))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("score.weight");
    }

    @Test
    void aRequestedStopIsHonoured() {
        var context = new RunContext(Progress.NONE, () -> true);
        assertThatThrownBy(() -> reward.score(List.of(some(1)), context))
                .isInstanceOf(StoppedException.class)
                .hasMessage("stopped in 'score'; nothing of it is kept");
    }

    @Test
    void scoringLeavesNoNativeObjectBehind() {
        score(some(1));
        long before = Pointer.totalCount();
        for (int i = 0; i < 5; i++) {
            score(some(i));
        }
        assertThat(Pointer.totalCount()).isLessThanOrEqualTo(before);
    }

    /// The score of a reply's conversation cut to its last tokens by hand.
    private double scoreOfLast(int tokens, Candidates row, int reply) {
        String text =
                "<|im_start|>user\n%s<|im_end|>\n<|im_start|>assistant\n%s<|im_end|>"
                        .formatted(
                                row.prompt().messages().getFirst().content(),
                                row.replies().get(reply).text());
        try (Tokenizer tokenizer = Tokenizer.open(folder);
                ScalarModel model = ScalarModel.frozen(folder, Dtype.FLOAT32);
                var _ = new TensorScope()) {
            int[] all = tokenizer.encodeWithSpecials(text);
            int[] kept = Arrays.copyOfRange(all, all.length - tokens, all.length);
            var group =
                    new TokenGroup(
                            "p",
                            new int[] {kept[0]},
                            List.of(TokenReply.of(Arrays.copyOfRange(kept, 1, tokens))));
            return Tensors.toDoubles(model.scores(GroupBatch.of(List.of(group))))[0];
        }
    }

    private double[] score(Candidates candidates) {
        return reward.score(List.of(candidates), RunContext.QUIET).getFirst();
    }

    private static Candidates some(int i) {
        Reply[] replies =
                IntStream.rangeClosed(0, i % 4)
                        .mapToObj(r -> Reply.written("sat on the mat ".repeat(1 + r * i % 5) + r))
                        .toArray(Reply[]::new);
        return candidates("the cat ".repeat(1 + i % 3) + i, replies);
    }

    private static Candidates candidates(String prompt, Reply... replies) {
        return new Candidates(
                new Prompt(prompt, List.of(ChatMessage.user(prompt)), "", Map.of()),
                List.of(replies));
    }
}
