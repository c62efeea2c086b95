package dev.murmur.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.murmur.data.TokenGroup;
import dev.murmur.data.TokenReply;
import dev.murmur.tensor.TensorScope;
import dev.murmur.tensor.Tensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A prompt computed once for its replies gives what separate full sequences give.
class PromptGroupTest {
    private static final Offset<Double> CLOSE = Offset.offset(1e-5);

    @TempDir Path folder;

    /// Log-probs by reply and the gradient of a fixed weighting of them.
    private record Outcome(List<double[]> logProbs, Map<String, double[]> gradients) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void everyLogProbAndGradientEqualsThoseOfSeparateSequences(long seed) {
        List<TokenGroup> groups = TinyModels.groups(5, 4, seed);
        var separate = new ArrayList<TokenGroup>();
        for (TokenGroup group : groups) {
            for (TokenReply reply : group.replies()) {
                separate.add(new TokenGroup(group.id(), group.prompt(), List.of(reply)));
            }
        }
        try (CausalLm model = TinyModels.random(folder, seed % 2 == 0, seed)) {
            Outcome together = outcome(model, List.of(groups));
            Outcome apart = outcome(model, separate.stream().map(List::of).toList());
            assertSame(together, apart);
        }
    }

    @Test
    void orderAndPackingChangeNothing() {
        List<TokenGroup> groups = TinyModels.groups(8, 3, 9);
        var reversed = new ArrayList<>(groups);
        Collections.reverse(reversed);
        try (CausalLm model = TinyModels.random(folder, false, 9)) {
            Outcome once = outcome(model, List.of(groups));
            Outcome split = outcome(model, List.of(groups.subList(0, 3), groups.subList(3, 8)));
            assertSame(once, split);
            List<double[]> backwards =
                    outcome(model, reversed.stream().map(List::of).toList()).logProbs();
            var byGroup = new ArrayList<double[]>();
            for (int g = groups.size() - 1, end = backwards.size(); g >= 0; g--) {
                // reversed order of groups, same order of replies within each
                int before = 0;
                for (TokenGroup later : reversed.subList(0, groups.size() - 1 - g)) {
                    before += later.replies().size();
                }
                end = before + groups.get(g).replies().size();
                byGroup.addAll(0, backwards.subList(before, end));
            }
            for (int i = 0; i < byGroup.size(); i++) {
                assertThat(byGroup.get(i)).containsExactly(once.logProbs().get(i), CLOSE);
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
            assertThat(withOne).containsExactly(withOther, CLOSE);
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
                .forEach((name, w) -> gradients.put(name, Tensors.toDoubles(new Tensor(w.grad()))));
        return new Outcome(logProbs, gradients);
    }

    private static void assertSame(Outcome actual, Outcome expected) {
        assertThat(actual.logProbs()).hasSameSizeAs(expected.logProbs());
        for (int i = 0; i < actual.logProbs().size(); i++) {
            assertThat(actual.logProbs().get(i)).containsExactly(expected.logProbs().get(i), CLOSE);
        }
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
                                    Offset.offset(1e-5 * Math.max(1, scale)));
                });
    }
}
