package dev.murmur.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.murmur.data.TokenGroup;
import dev.murmur.data.TokenReply;
import dev.murmur.golden.Golden;
import dev.murmur.golden.GoldenModel;
import dev.murmur.tensor.Dtype;
import dev.murmur.tensor.TensorScope;
import dev.murmur.tensor.Tensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A prompt computed once for its replies gives what separate full sequences give, in every family.
class PromptGroupTest {
    private static final double CLOSE = 1e-5;

    /// The golden models have larger weights, logits up to 11, and so more float noise.
    private static final double CLOSE_FOR_GOLDEN = 1e-4;

    @TempDir Path folder;

    /// Log-probs by reply and the gradient of a fixed weighting of them.
    private record Outcome(List<double[]> logProbs, Map<String, double[]> gradients) {}

    static Stream<Arguments> modelsAndSeeds() {
        return Golden.models().stream()
                .flatMap(model -> LongStream.of(1, 2).mapToObj(seed -> arguments(model, seed)));
    }

    static Stream<GoldenModel> models() {
        return Golden.models().stream();
    }

    @ParameterizedTest
    @MethodSource("modelsAndSeeds")
    void everyLogProbAndGradientEqualsThoseOfSeparateSequences(GoldenModel golden, long seed) {
        try (CausalLm model = CausalLm.trainable(golden.folder(), Dtype.FLOAT32)) {
            assertGroupsAreSeparateSequences(model, seed, CLOSE_FOR_GOLDEN);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void aLlamaOfUsualWeightsIsTenTimesCloser(long seed) {
        try (CausalLm model = TinyModels.random(folder, seed % 2 == 0, seed)) {
            assertGroupsAreSeparateSequences(model, seed, CLOSE);
        }
    }

    private static void assertGroupsAreSeparateSequences(CausalLm model, long seed, double close) {
        List<TokenGroup> groups = TinyModels.groups(5, 4, seed);
        var separate = new ArrayList<TokenGroup>();
        for (TokenGroup group : groups) {
            for (TokenReply reply : group.replies()) {
                separate.add(new TokenGroup(group.id(), group.prompt(), List.of(reply)));
            }
        }
        Outcome together = outcome(model, List.of(groups));
        Outcome apart = outcome(model, separate.stream().map(List::of).toList());
        assertSame(together, apart, close);
    }

    @ParameterizedTest
    @MethodSource("models")
    void orderAndPackingChangeNothing(GoldenModel golden) {
        List<TokenGroup> groups = TinyModels.groups(6, 3, 9);
        try (CausalLm model = CausalLm.trainable(golden.folder(), Dtype.FLOAT32)) {
            Outcome once = outcome(model, List.of(groups));
            Outcome split = outcome(model, List.of(groups.subList(0, 2), groups.subList(2, 6)));
            assertSame(split, once, CLOSE_FOR_GOLDEN);
            Outcome reversed = outcome(model, List.of(groups.reversed()));
            int end = once.logProbs().size();
            for (TokenGroup group : groups.reversed()) {
                // Groups come in reverse, the replies of each in order.
                int replies = group.replies().size();
                int from = once.logProbs().size() - end;
                end -= replies;
                assertSame(
                        reversed.logProbs().subList(from, from + replies),
                        once.logProbs().subList(end, end + replies),
                        CLOSE_FOR_GOLDEN);
            }
        }
    }

    @Test
    void aReplySeesItsPromptAndNotItsSiblings() {
        var prompt = new int[] {5, 6, 7};
        var first = TokenReply.of(8, 9, 10);
        try (CausalLm model = TinyModels.random(folder, true, 3)) {
            double[] withOne =
                    logProbs(
                                    model,
                                    new TokenGroup(
                                            "g", prompt, List.of(first, TokenReply.of(11, 12))))
                            .getFirst();
            double[] withOther =
                    logProbs(model, new TokenGroup("g", prompt, List.of(first, TokenReply.of(40))))
                            .getFirst();
            double[] otherPrompt =
                    logProbs(
                                    model,
                                    new TokenGroup(
                                            "g",
                                            new int[] {5, 30, 7},
                                            List.of(first, TokenReply.of(40))))
                            .getFirst();
            assertThat(withOne).containsExactly(withOther, Offset.offset(CLOSE));
            assertThat(Math.abs(withOne[1] - otherPrompt[1])).isGreaterThan(1e-3);
        }
    }

    private static List<double[]> logProbs(CausalLm model, TokenGroup group) {
        return outcome(model, List.of(List.of(group))).logProbs();
    }

    private static Outcome outcome(CausalLm model, List<List<TokenGroup>> batches) {
        var logProbs = new ArrayList<double[]>();
        model.parameters().all().values().forEach(w -> w.mutable_grad().put(new Tensor()));
        for (List<TokenGroup> groups : batches) {
            try (var _ = new TensorScope()) {
                GroupBatch batch = GroupBatch.of(groups);
                ReplyLogProbs result = model.replyLogProbs(batch);
                double[] flat = Tensors.toDoubles(result.tokens());
                int at = 0;
                for (int n : batch.targetsPerReply()) {
                    logProbs.add(java.util.Arrays.copyOfRange(flat, at, at + n));
                    at += n;
                }
                Tensor weights =
                        batch.targets()
                                .to(org.bytedeco.pytorch.global.torch.ScalarType.Float)
                                .sin();
                result.backward(result.tokens().mul(weights).sum());
            }
        }
        var gradients = new LinkedHashMap<String, double[]>();
        model.parameters()
                .all()
                .forEach((name, w) -> {
                    if (w.grad().defined()) { // an expert that no token chose has none
                        gradients.put(name, Tensors.toDoubles(new Tensor(w.grad())));
                    }
                });
        return new Outcome(logProbs, gradients);
    }

    private static void assertSame(List<double[]> actual, List<double[]> expected, double close) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.size(); i++) {
            assertThat(actual.get(i)).containsExactly(expected.get(i), Offset.offset(close));
        }
    }

    private static void assertSame(Outcome actual, Outcome expected, double close) {
        assertSame(actual.logProbs(), expected.logProbs(), close);
        assertThat(actual.gradients()).hasSameSizeAs(expected.gradients()).isNotEmpty();
        actual.gradients()
                .forEach((name, gradient) -> {
                    double scale =
                            java.util.Arrays.stream(expected.gradients().get(name))
                                    .map(Math::abs)
                                    .max()
                                    .orElseThrow();
                    assertThat(scale).as(name + " has a gradient").isPositive();
                    assertThat(gradient)
                            .as(name)
                            .containsExactly(
                                    expected.gradients().get(name),
                                    Offset.offset(close * Math.max(1, scale)));
                });
    }
}
