package dev.murmur.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.murmur.data.FinishReason;
import dev.murmur.data.KeyedRandom;
import dev.murmur.data.TokenGroup;
import dev.murmur.data.TokenReply;
import dev.murmur.golden.Golden;
import dev.murmur.golden.GoldenModel;
import dev.murmur.metrics.StoppedException;
import dev.murmur.model.CausalLm;
import dev.murmur.model.GroupBatch;
import dev.murmur.model.TinyModels;
import dev.murmur.tensor.Dtype;
import dev.murmur.tensor.TensorScope;
import dev.murmur.tensor.Tensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BatchDecoderTest {
    /// One in eight tokens ends a reply, so that replies end at different steps.
    private static final Set<Integer> STOPS = Set.of(0, 8, 16, 24, 32, 40, 48, 56);

    @TempDir Path folder;
    private CausalLm model;

    @BeforeEach
    void open() {
        model = TinyModels.random(folder, true, 3);
    }

    @AfterEach
    void close() {
        model.close();
    }

    static Stream<GoldenModel> goldenModels() {
        return Golden.models().stream();
    }

    @ParameterizedTest
    @MethodSource("goldenModels")
    void greedyDecodingEqualsTransformers(GoldenModel golden) {
        int[] prompt = golden.greedy().prompt();
        int[] expected = golden.greedy().ids();
        int[] reply = Arrays.copyOfRange(expected, prompt.length, expected.length);
        try (CausalLm own = CausalLm.frozen(golden.folder(), Dtype.FLOAT32)) {
            var decoder = new BatchDecoder(own, params(2, 0, reply.length, 0), Set.of(2));
            List<SampledTokens> sampled =
                    decoder.decode(List.of(new EncodedPrompt("p", prompt)), (_, _) -> {})
                            .getFirst();
            assertThat(sampled).hasSize(2);
            assertThat(sampled).allSatisfy(s -> assertThat(s.ids()).containsExactly(reply));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void whatSharesTheBatchChangesNothing(long seed) {
        List<EncodedPrompt> prompts = prompts(7, seed);
        List<List<SampledTokens>> together = sample(prompts, 4, seed);
        for (int p = 0; p < prompts.size(); p++) {
            List<SampledTokens> alone = sample(List.of(prompts.get(p)), 4, seed).getFirst();
            assertSame(together.get(p), alone);
            assertSame(together.get(p).subList(0, 1), sample(prompts, 1, seed).get(p));
        }
        assertThat(sample(prompts.reversed(), 4, seed)).hasSize(7);
        assertSame(sample(prompts.reversed(), 4, seed).getLast(), together.getFirst());
    }

    @Test
    void repliesDrawnInPartsAreThoseDrawnTogether() {
        List<EncodedPrompt> prompts = prompts(3, 6);
        List<List<SampledTokens>> together = sample(prompts, 7, 6);
        var decoder = new BatchDecoder(model, params(7, 0.9, 24, 6), STOPS);
        List<List<SampledTokens>> part = decoder.decode(prompts, 3, 4, (_, _) -> {});
        for (int p = 0; p < prompts.size(); p++) {
            assertSame(part.get(p), together.get(p).subList(3, 7));
        }
    }

    /// Prompts enter as others leave, a few at a time.
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 8})
    void whoeverEntersOrLeavesChangesNothing(int atATime) {
        List<EncodedPrompt> prompts = prompts(11, 7);
        var decoder = new BatchDecoder(model, params(4, 0.9, 24, 7), ReplyEnd.at(STOPS), atATime);
        var rows = new ArrayList<Integer>();
        var finished = new ArrayList<Integer>();
        List<List<SampledTokens>> replies =
                decoder.decode(
                        prompts,
                        (drawn, ended) -> {
                            rows.add(drawn);
                            finished.add(ended);
                        });
        List<List<SampledTokens>> together = sample(prompts, 4, 7);
        for (int p = 0; p < prompts.size(); p++) {
            assertSame(replies.get(p), together.get(p));
        }
        assertThat(rows).allSatisfy(n -> assertThat(n).isLessThanOrEqualTo(4 * atATime));
        assertThat(finished.stream().mapToInt(n -> n).sum()).isEqualTo(44);
    }

    /// With six prompts at a time the batch must not wait for its last reply before it is refilled.
    @Test
    void promptsThatWaitTakeThePlaceOfRepliesThatAreFinished() {
        List<EncodedPrompt> prompts = prompts(24, 8);
        var steps = new ArrayList<Integer>();
        new BatchDecoder(model, params(4, 0.9, 24, 8), ReplyEnd.at(STOPS), 6)
                .decode(prompts, (drawn, _) -> steps.add(drawn));
        var oneByOne = new ArrayList<Integer>();
        for (int p = 0; p < 24; p += 6) {
            new BatchDecoder(model, params(4, 0.9, 24, 8), STOPS)
                    .decode(prompts.subList(p, p + 6), (drawn, _) -> oneByOne.add(drawn));
        }
        assertThat(steps.size()).isLessThan(oneByOne.size());
    }

    @Test
    void repliesOfAPromptDiffer() {
        List<SampledTokens> replies = sample(prompts(1, 9), 8, 9).getFirst();
        assertThat(replies.stream().map(r -> Arrays.toString(r.ids())).distinct().count())
                .isGreaterThan(4);
    }

    @Test
    void aReplyEndsAtItsFirstStopTokenOrAtTheLimit() {
        var finishes = new ArrayList<FinishReason>();
        for (List<SampledTokens> replies : sample(prompts(10, 4), 4, 4)) {
            for (SampledTokens reply : replies) {
                int last = reply.ids().length - 1;
                assertThat(IntStream.range(0, last).map(i -> reply.ids()[i]))
                        .noneMatch(STOPS::contains);
                boolean stopped = STOPS.contains(reply.ids()[last]);
                assertThat(reply.finish())
                        .isEqualTo(stopped ? FinishReason.STOP : FinishReason.LENGTH);
                assertThat(stopped || reply.ids().length == 24).isTrue();
                finishes.add(reply.finish());
            }
        }
        assertThat(finishes).contains(FinishReason.STOP, FinishReason.LENGTH);
    }

    @Test
    void greedyDecodingWithACacheEqualsTheArgmaxOfTheFullForward() {
        List<EncodedPrompt> prompts = prompts(5, 6);
        var decoder = new BatchDecoder(model, params(1, 0, 20, 0), STOPS);
        List<List<SampledTokens>> replies = decoder.decode(prompts, (_, _) -> {});
        for (int p = 0; p < prompts.size(); p++) {
            int[] ids = replies.get(p).getFirst().ids();
            assertThat(argmaxes(prompts.get(p).tokens(), ids)).containsExactly(ids);
        }
    }

    @Test
    void everyTokenIsReportedOnce() {
        var steps = new ArrayList<Integer>();
        var decoder = new BatchDecoder(model, params(3, 1, 24, 1), STOPS);
        List<List<SampledTokens>> replies =
                decoder.decode(prompts(4, 1), (drawn, _) -> steps.add(drawn));
        int tokens = replies.stream().flatMap(List::stream).mapToInt(r -> r.ids().length).sum();
        assertThat(steps.stream().mapToInt(n -> n).sum()).isEqualTo(tokens);
    }

    @Test
    void aBatchLeavesNoNativeObjectBehind() {
        List<EncodedPrompt> prompts = prompts(6, 2);
        sample(prompts, 4, 2);
        long before = Pointer.totalCount();
        for (int i = 0; i < 5; i++) {
            sample(prompts, 4, i);
        }
        assertThat(Pointer.totalCount()).isLessThanOrEqualTo(before);
    }

    @Test
    void whoeverListensMayStopIt() {
        var decoder = new BatchDecoder(model, params(1, 1, 24, 1), STOPS);
        assertThatThrownBy(() -> decoder.decode(prompts(2, 1), BatchDecoderTest::stop))
                .isInstanceOf(StoppedException.class);
    }

    private static void stop(int tokens, int finished) {
        throw new StoppedException("stopped after " + tokens);
    }

    private List<List<SampledTokens>> sample(List<EncodedPrompt> prompts, int n, long seed) {
        return new BatchDecoder(model, params(n, 0.9, 24, seed), STOPS)
                .decode(prompts, (_, _) -> {});
    }

    private static void assertSame(List<SampledTokens> actual, List<SampledTokens> expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.size(); i++) {
            assertThat(actual.get(i).ids()).containsExactly(expected.get(i).ids());
            assertThat(actual.get(i).finish()).isEqualTo(expected.get(i).finish());
        }
    }

    private int[] argmaxes(int[] prompt, int[] reply) {
        try (var _ = new TensorScope()) {
            var group = new TokenGroup("p", prompt, List.of(TokenReply.of(reply)));
            long[] best =
                    Tensors.toLongs(
                            model.logits(GroupBatch.of(List.of(group)))
                                    .argmax(new org.bytedeco.pytorch.LongOptional(1), false));
            return IntStream.range(0, reply.length)
                    .map(i -> (int) best[prompt.length - 1 + i])
                    .toArray();
        }
    }

    private static List<EncodedPrompt> prompts(int n, long seed) {
        long key = KeyedRandom.key(seed, "prompts", "");
        return IntStream.range(0, n)
                .mapToObj(p ->
                        new EncodedPrompt(
                                "p" + p,
                                IntStream.range(0, 1 + KeyedRandom.below(12, key, p))
                                        .map(i -> KeyedRandom.below(64, key + p, 99 + i))
                                        .toArray()))
                .toList();
    }

    private static SamplingParams params(int n, double temperature, int maxNewTokens, long seed) {
        return new SamplingParams(n, temperature, 0.95, 40, 0.01, maxNewTokens, seed);
    }
}
