package dev.murmur.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.murmur.data.TokenGroup;
import dev.murmur.data.TokenReply;
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
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SftObjectiveTest {
    /// Multi-turn: some tokens of most replies are a user's.
    private static final List<TokenGroup> GROUPS = TinyModels.groups(7, 1, 12);

    @TempDir static Path folder;
    private static Path start;

    private record Step(double loss, double items, double[] gradient) {}

    @BeforeAll
    static void makeModel() {
        start = folder.resolve("start");
        try (CausalLm model = TinyModels.random(folder.resolve("config"), true, 3)) {
            model.save(start, "");
        }
    }

    @Test
    void onlyTokensOfTheAssistantCount() {
        Step step = step(List.of(imitations(1, 1, 1, 1, 1, 1, 1)));
        double sum = 0;
        int counted = 0;
        try (CausalLm model = CausalLm.frozen(start, Dtype.FLOAT32);
                var _ = new TensorScope()) {
            for (TokenGroup group : GROUPS) {
                TokenReply reply = group.replies().getFirst();
                double[] all = allLogProbs(model, group.prompt(), reply.ids());
                for (int i = 0; i < all.length; i++) {
                    sum -= reply.counts()[i] ? all[i] : 0;
                    counted += reply.counts()[i] ? 1 : 0;
                }
            }
        }
        int tokens = GROUPS.stream().mapToInt(g -> g.replies().getFirst().ids().length).sum();
        assertThat(counted).isLessThan(tokens).isEqualTo((int) step.items());
        assertThat(step.loss()).isCloseTo(sum, within(1e-3));
    }

    /// Packed side by side, conversations do not see each other.
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void packingChangesNothing(int size) {
        List<Imitation> all = imitations(1, 0.1, 1, 3, 0.1, 1, 0.5);
        Step packed = step(List.of(all));
        var parts = new ArrayList<List<Imitation>>();
        for (int from = 0; from < all.size(); from += size) {
            parts.add(all.subList(from, Math.min(all.size(), from + size)));
        }

        assertSame(step(parts), packed);
    }

    /// C-RLFT: the sum over tokens of weight times cross-entropy, items the sum of the weights.
    @Test
    void tokensWeighAsTheirConversation() {
        double[] weights = {1, 0.1, 1, 3, 0.1, 1, 0.5};
        Step weighted = step(List.of(imitations(weights)));
        double loss = 0;
        double items = 0;
        var gradient = new double[weighted.gradient().length];
        for (int i = 0; i < weights.length; i++) {
            Step one = step(List.of(List.of(new Imitation(GROUPS.get(i)))));
            loss += weights[i] * one.loss();
            items += weights[i] * one.items();
            for (int j = 0; j < gradient.length; j++) {
                gradient[j] += weights[i] * one.gradient()[j];
            }
        }

        assertSame(weighted, new Step(loss, items, gradient));
    }

    /// As float32 holds 0.5 and 2 exactly, a common weight cancels to the last bit.
    @Test
    void aCommonWeightChangesNothing() {
        Step plain = step(List.of(imitations(1, 1, 1, 1, 1, 1, 1)));
        Step half = step(List.of(imitations(.5, .5, .5, .5, .5, .5, .5)));

        assertThat(half.loss() / half.items()).isEqualTo(plain.loss() / plain.items());
        assertThat(half.items()).isEqualTo(plain.items() / 2);
    }

    private static void assertSame(Step actual, Step expected) {
        double size = Math.sqrt(Arrays.stream(expected.gradient()).map(g -> g * g).sum());
        assertThat(actual.loss()).isCloseTo(expected.loss(), within(1e-5 * expected.loss()));
        assertThat(actual.items()).isCloseTo(expected.items(), within(1e-9));
        assertThat(actual.gradient()).containsExactly(expected.gradient(), within(1e-5 * size));
    }

    private static double[] allLogProbs(CausalLm model, int[] prompt, int[] reply) {
        var group = new TokenGroup("all", prompt, List.of(TokenReply.of(reply)));
        return Tensors.toDoubles(model.replyLogProbs(GroupBatch.of(List.of(group))).tokens());
    }

    private static List<Imitation> imitations(double... weights) {
        return IntStream.range(0, weights.length)
                .mapToObj(i -> new Imitation(GROUPS.get(i), weights[i]))
                .toList();
    }

    private static Step step(List<List<Imitation>> microBatches) {
        try (CausalLm model = CausalLm.trainable(start, Dtype.FLOAT32)) {
            var objective = new SftObjective(model);
            double loss = 0;
            double items = 0;
            for (List<Imitation> batch : microBatches) {
                try (var _ = new TensorScope()) {
                    Evaluated evaluated = objective.evaluate(batch);
                    loss += evaluated.loss().sum().item_double();
                    items += evaluated.loss().items();
                    evaluated.backward().accept(evaluated.loss().sum());
                }
            }
            return new Step(loss, items, gradient(model));
        }
    }

    private static double[] gradient(CausalLm model) {
        return model.parameters().all().values().stream()
                .map(Tensor::grad)
                .filter(Tensor::defined)
                .flatMapToDouble(grad -> Arrays.stream(Tensors.toDoubles(grad)))
                .toArray();
    }
}
