package dev.murmur.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.murmur.data.Candidates;
import dev.murmur.data.DataException;
import dev.murmur.data.FinishReason;
import dev.murmur.data.GroupEncoder;
import dev.murmur.data.Overlong;
import dev.murmur.data.Prompt;
import dev.murmur.data.Reply;
import dev.murmur.data.TokenGroup;
import dev.murmur.data.TokenLimits;
import dev.murmur.metrics.Progress;
import dev.murmur.metrics.RunContext;
import dev.murmur.metrics.StoppedException;
import dev.murmur.model.CheckpointException;
import dev.murmur.model.TextModels;
import dev.murmur.model.TinyModels;
import dev.murmur.nn.Compute;
import dev.murmur.tensor.Dtype;
import dev.murmur.text.ChatMessage;
import dev.murmur.text.ChatMlTemplate;
import dev.murmur.text.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalGeneratorTest {
    @TempDir Path folder;
    private LocalGenerator generator;

    @BeforeEach
    void open() {
        TextModels.causal(folder, 5);
        generator = LocalGenerator.open(folder, new ChatMlTemplate(), Dtype.FLOAT32);
    }

    @AfterEach
    void close() {
        generator.close();
    }

    @Test
    void everyPromptGetsItsRepliesInTheOrderOfThePrompts() {
        List<Prompt> prompts = prompts(9);
        List<Candidates> candidates = generate(prompts, params(3, 1));
        assertThat(candidates).extracting(Candidates::prompt).isEqualTo(prompts);
        assertThat(candidates).allSatisfy(c -> assertThat(c.replies()).hasSize(3));
    }

    @Test
    void aReplyDependsOnItsPromptAndSampleNumberOnly() {
        List<Prompt> prompts = prompts(6);
        List<Candidates> together = generate(prompts, params(4, 1));
        for (int p = 0; p < prompts.size(); p++) {
            Candidates alone = generate(List.of(prompts.get(p)), params(2, 1)).getFirst();
            assertThat(ids(alone)).isEqualTo(ids(together.get(p)).subList(0, 2));
        }
        List<Candidates> backwards = generate(prompts.reversed(), params(4, 1));
        assertThat(backwards.reversed().stream().map(LocalGeneratorTest::ids).toList())
                .isEqualTo(together.stream().map(LocalGeneratorTest::ids).toList());
        assertThat(ids(generate(prompts, params(4, 2)).getFirst()))
                .isNotEqualTo(ids(together.getFirst()));
    }

    @Test
    void moreRepliesThanFitAtOnceComeInParts() {
        List<Prompt> prompts = prompts(2);
        List<Candidates> many = generate(prompts, params(300, 1)); // 256 rows at once
        for (int p = 0; p < prompts.size(); p++) {
            assertThat(many.get(p).replies()).hasSize(300);
            assertThat(ids(many.get(p)).subList(0, 4))
                    .isEqualTo(ids(generate(prompts, params(4, 1)).get(p)));
            assertThat(ids(many.get(p)).subList(256, 300))
                    .isNotEqualTo(ids(many.get(p)).subList(0, 44));
        }
    }

    /// More replies than one batch takes, so that several run at a time.
    @Test
    void batchesSideBySideDoNotDisturbEachOther() {
        List<Prompt> prompts = prompts(24);
        List<Candidates> together = generate(prompts, params(64, 1));
        for (int p = 0; p < prompts.size(); p += 5) {
            Candidates alone = generate(List.of(prompts.get(p)), params(64, 1)).getFirst();
            assertThat(ids(alone)).isEqualTo(ids(together.get(p)));
        }
    }

    @Test
    void theTextIsWhatWasSampledWithoutTheTokenThatEndedIt() {
        try (Tokenizer tokenizer = Tokenizer.open(folder)) {
            var finishes = new ArrayList<FinishReason>();
            for (Candidates candidates : generate(prompts(20), params(4, 1))) {
                for (Reply reply : candidates.replies()) {
                    boolean stopped = reply.finish() == FinishReason.STOP;
                    int[] spoken =
                            Arrays.copyOf(reply.ids(), reply.ids().length - (stopped ? 1 : 0));
                    assertThat(reply.text()).isEqualTo(tokenizer.decode(spoken));
                    assertThat(reply.text()).doesNotContain("<|im_end|>");
                    finishes.add(reply.finish());
                }
            }
            assertThat(finishes).contains(FinishReason.LENGTH, FinishReason.STOP);
        }
    }

    @Test
    void aPromptThatLeavesNoRoomForItsReplyIsNamed() {
        var prompt =
                new Prompt("p7", List.of(ChatMessage.user("the cat ".repeat(150))), "", Map.of());
        assertThatThrownBy(() -> generate(List.of(prompt), params(1, 1)))
                .isInstanceOf(DataException.class)
                .hasMessageMatching(
                        "prompt p7 has \\d+ tokens, with max_new_tokens 12 that is more than the"
                                + " model's 256 positions; shorten it or lower max_new_tokens");
    }

    /// The same limits cut a prompt at the same place before its replies are known and after.
    @Test
    void theSamplerReadsThePromptThatTrainingReads() {
        var limits = new TokenLimits(30, 12, Overlong.LEFT);
        List<Prompt> prompts = prompts(6);
        try (var cutting =
                        LocalGenerator.open(folder, new ChatMlTemplate(), Dtype.FLOAT32, limits);
                Tokenizer tokenizer = Tokenizer.open(folder)) {
            List<int[]> sampled =
                    cutting.encode(prompts, 12).stream().map(EncodedPrompt::tokens).toList();
            List<Candidates> replies = cutting.generate(prompts, params(3, 1), RunContext.QUIET);
            List<int[]> trained =
                    new GroupEncoder(tokenizer, new ChatMlTemplate(), limits)
                            .candidates(replies).requireAll().stream()
                                    .map(TokenGroup::prompt)
                                    .toList();
            assertThat(sampled).containsExactlyElementsOf(trained);
            assertThat(sampled).allSatisfy(ids -> assertThat(ids).hasSizeLessThanOrEqualTo(18));
            assertThat(sampled.getLast()).hasSize(18);
        }
    }

    @Test
    void aBeamSearchGivesEachPromptItsBestRepliesBestFirst() {
        List<Prompt> prompts = prompts(5);
        var params = new BeamParams(4, 2, 1, EarlyStopping.HEURISTIC, 12);
        List<Candidates> found = generator.search(prompts, params, RunContext.QUIET);
        assertThat(found).extracting(Candidates::prompt).isEqualTo(prompts);
        for (int p = 0; p < prompts.size(); p++) {
            assertThat(found.get(p).replies()).hasSize(2);
            Candidates alone =
                    generator.search(List.of(prompts.get(p)), params, RunContext.QUIET).getFirst();
            assertThat(ids(alone)).isEqualTo(ids(found.get(p)));
        }
    }

    @Test
    void aSearchThatWouldLeaveTheModelsPositionsIsRefused() {
        var params = new BeamParams(2, 1, 1, EarlyStopping.HEURISTIC, 256);
        assertThatThrownBy(() -> generator.search(prompts(1), params, RunContext.QUIET))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("with max_new_tokens 256 that is more than the model's 256");
    }

    @Test
    void aTokenizerLargerThanTheEmbeddingIsRefused(@TempDir Path other) {
        TextModels.causal(other, 5);
        TinyModels.folder(other, true); // a config of 64 rows
        assertThatThrownBy(() -> LocalGenerator.open(other, new ChatMlTemplate(), Dtype.FLOAT32))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("the embedding only 64 rows");
    }

    @Test
    void aRequestedStopIsHonoured() {
        var context = new RunContext(Progress.NONE, () -> true);
        assertThatThrownBy(() -> generator.generate(prompts(1), params(1, 1), context))
                .isInstanceOf(StoppedException.class)
                .hasMessage("stopped while sampling; the replies so far are not kept");
    }

    @Test
    void aLessPreciseTypeMeasuresItsGap() {
        double before = 0;
        for (Compute compute : List.of(Compute.FLOAT16, Compute.BFLOAT16, Compute.INT8)) {
            List<Candidates> replies = generate(prompts(3), precise(compute, 0.1));
            assertThat(replies).allSatisfy(c -> assertThat(c.replies()).hasSize(2));
            LogProbGap gap = generator.computeGap().orElseThrow();
            assertThat(gap.mean()).isGreaterThan(before).isLessThan(0.05);
            assertThat(gap.max()).isGreaterThanOrEqualTo(gap.mean());
            before = gap.mean();
        }
        generate(prompts(3), params(2, 1));
        assertThat(generator.computeGap()).isEmpty();
    }

    @Test
    void aModelThatStaysAsItIsIsMeasuredOnce() {
        generate(prompts(3), precise(Compute.INT8, 0.1));
        LogProbGap first = generator.computeGap().orElseThrow();
        generate(prompts(5), precise(Compute.INT8, 0.1));
        assertThat(generator.computeGap()).containsSame(first);
        assertThatThrownBy(() -> generate(prompts(3), precise(Compute.INT8, 1e-9)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("must be at most max_compute_gap 1.0E-9");
    }

    @Test
    void aTypeThatIsTooFarFromTheModelIsRefused() {
        assertThatThrownBy(() -> generate(prompts(3), precise(Compute.INT8, 1e-9)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith(
                        "with compute int8 log-probs differ from the model's own by 0.")
                .hasMessageContaining(
                        ", must be at most max_compute_gap 1.0E-9; float16 differs least");
    }

    @Test
    void noPromptsGiveNoReplies() {
        assertThat(generate(List.of(), params(1, 1))).isEmpty();
    }

    private List<Candidates> generate(List<Prompt> prompts, SamplingParams params) {
        return generator.generate(prompts, params, RunContext.QUIET);
    }

    private static List<Prompt> prompts(int n) {
        return IntStream.range(0, n)
                .mapToObj(i -> List.of(ChatMessage.user("the cat ".repeat(1 + i % 4) + i)))
                .map(messages -> new Prompt(messages.getFirst().content(), messages, "", Map.of()))
                .toList();
    }

    private static SamplingParams params(int n, long seed) {
        return new SamplingParams(n, 1, 1, 0, 0, 12, seed);
    }

    private static SamplingParams precise(Compute compute, double maxGap) {
        return new SamplingParams(2, 1, 1, 0, 0, 12, 1, new Precision(compute, maxGap));
    }

    private static List<String> ids(Candidates candidates) {
        return candidates.replies().stream().map(r -> Arrays.toString(r.ids())).toList();
    }
}
