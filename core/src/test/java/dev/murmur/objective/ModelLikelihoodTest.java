package dev.murmur.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.murmur.data.Candidates;
import dev.murmur.data.DataException;
import dev.murmur.data.FinishReason;
import dev.murmur.data.Prompt;
import dev.murmur.data.Reply;
import dev.murmur.data.TokenGroup;
import dev.murmur.data.TokenLimits;
import dev.murmur.data.TokenReply;
import dev.murmur.metrics.RunContext;
import dev.murmur.model.CausalLm;
import dev.murmur.model.GroupBatch;
import dev.murmur.model.TextModels;
import dev.murmur.tensor.Dtype;
import dev.murmur.tensor.TensorScope;
import dev.murmur.tensor.Tensors;
import dev.murmur.text.ChatMessage;
import dev.murmur.text.ChatMlTemplate;
import dev.murmur.text.Tokenizer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelLikelihoodTest {
    private static final Prompt PROMPT =
            new Prompt("p", List.of(ChatMessage.user("the cat")), "", Map.of());

    @TempDir Path folder;

    @BeforeEach
    void makeModel() {
        TextModels.causal(folder, 3);
    }

    @Test
    void aSampledReplyIsTakenAsTheIdsItWasSampledAs() {
        var sampled = new Reply("not these words", new int[] {20, 21, 22}, FinishReason.LENGTH);
        double[] logProbs = logProbs(sampled);
        try (Tokenizer tokenizer = Tokenizer.open(folder);
                CausalLm model = CausalLm.frozen(folder, Dtype.FLOAT32);
                var _ = new TensorScope()) {
            int[] prompt =
                    tokenizer.encodeWithSpecials(
                            "<|im_start|>user\nthe cat<|im_end|>\n<|im_start|>assistant\n");
            var group = new TokenGroup("p", prompt, List.of(TokenReply.of(20, 21, 22)));
            double[] expected =
                    Tensors.toDoubles(model.replyLogProbs(GroupBatch.of(List.of(group))).sums());
            assertThat(logProbs).containsExactly(expected, within(1e-5));
        }
    }

    @Test
    void aReplyIsAsLikelyAloneAsAmongOthers() {
        double[] two = logProbs(Reply.written("sat"), Reply.written("on the mat"));
        assertThat(logProbs(Reply.written("on the mat"))[0]).isCloseTo(two[1], within(1e-4));
    }

    @Test
    void aReplyWithoutTokensIsNamed() {
        assertThatThrownBy(() -> logProbs(new Reply("", new int[0], FinishReason.LENGTH)))
                .isInstanceOf(DataException.class)
                .hasMessage("prompt p: a reply has no tokens");
    }

    private double[] logProbs(Reply... replies) {
        try (var model =
                ModelLikelihood.open(
                        folder, new ChatMlTemplate(), Dtype.FLOAT32, TokenLimits.NONE, 1000)) {
            return model.logProbs(
                            List.of(new Candidates(PROMPT, List.of(replies))), RunContext.QUIET)
                    .getFirst();
        }
    }
}
