package dev.murmur.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.murmur.data.TokenGroup;
import dev.murmur.loss.PlackettLuceLoss;
import dev.murmur.model.CausalLm;
import dev.murmur.model.LoraConfig;
import dev.murmur.model.LoraTargets;
import dev.murmur.model.ScalarModel;
import dev.murmur.model.TinyModels;
import dev.murmur.model.TrainableModel;
import dev.murmur.model.Tuning;
import dev.murmur.nn.WeightGradients;
import dev.murmur.objective.Evaluated;
import dev.murmur.objective.Imitation;
import dev.murmur.objective.Objective;
import dev.murmur.objective.Ranking;
import dev.murmur.objective.RankingObjective;
import dev.murmur.objective.SftObjective;
import dev.murmur.objective.TrainingExample;
import dev.murmur.tensor.Dtype;
import dev.murmur.tensor.TensorScope;
import dev.murmur.tensor.Tensors;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MicroBatchesTest {
    private static final int SMALL = 40; // tokens: several micro-batches
    private static final int ALL = 4096;

    private static final List<Imitation> REPLIES =
            TinyModels.groups(12, 1, 1).stream().map(Imitation::new).toList();
    private static final List<Ranking> RANKINGS =
            TinyModels.groups(30, 3, 2).stream()
                    .filter(group -> group.replies().size() == 3)
                    .map(group -> new Ranking(group, new double[] {1, 2, 3}))
                    .limit(8)
                    .toList();

    @TempDir Path folder;
    private Path start;

    @BeforeEach
    void saveStart() {
        start = TinyModels.saved(folder, true, 3);
    }

    private Tuning tuning(Dtype dtype, boolean lora, boolean recompute) {
        return new Tuning(
                dtype,
                lora
                        ? Optional.of(new LoraConfig(2, 4, new LoraTargets.AllLinear()))
                        : Optional.empty(),
                recompute,
                1);
    }

    @ParameterizedTest
    @CsvSource({
        "FLOAT32, false, false",
        "FLOAT32, false, true",
        "FLOAT32, true, false",
        "BFLOAT16, false, false",
        "BFLOAT16, true, true"
    })
    void gradientsDoNotDependOnHowManyRunSideBySide(Dtype dtype, boolean lora, boolean recompute) {
        try (CausalLm model = CausalLm.trainable(start, tuning(dtype, lora, recompute))) {
            assertSameHoweverMany(model, new SftObjective(model), REPLIES, dtype);
        }
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void norDoThoseOfARewardModel(boolean lora) {
        try (ScalarModel model = ScalarModel.trainable(start, tuning(Dtype.FLOAT32, lora, false))) {
            var objective =
                    new RankingObjective(
                            model, new PlackettLuceLoss(PlackettLuceLoss.Ties.EXCLUDE));
            assertSameHoweverMany(model, objective, RANKINGS, Dtype.FLOAT32);
        }
    }

    private static <E extends TrainingExample> void assertSameHoweverMany(
            TrainableModel model, Objective<E> objective, List<E> batch, Dtype dtype) {
        assertThat(model.runsSideBySide()).isTrue();
        Map<String, double[]> alone = gradients(model, objective, batch, SMALL, 1);
        Map<String, double[]> whole = gradients(model, objective, batch, ALL, 1);
        for (int workers : new int[] {2, 3, 8}) {
            assertThat(gradients(model, objective, batch, SMALL, workers))
                    .containsExactlyInAnyOrderEntriesOf(alone);
        }
        assertThat(alone).hasSameSizeAs(whole).hasSize(model.parameters().masters().size());
        double close = dtype == Dtype.FLOAT32 ? 1e-5 : 0.02;
        whole.forEach((name, gradient) ->
                assertThat(alone.get(name))
                        .as(name)
                        .containsExactly(gradient, Offset.offset(close)));
    }

    private static <E extends TrainingExample> Map<String, double[]> gradients(
            TrainableModel model, Objective<E> objective, List<E> batch, int tokens, int workers) {
        new MicroBatches<>(model, objective, tokens, workers).accumulate(batch, batch.size());
        return taken(model);
    }

    /// The gradients of the masters, which have none then.
    private static Map<String, double[]> taken(TrainableModel model) {
        var gradients = new TreeMap<String, double[]>();
        try (var _ = new TensorScope()) {
            model.parameters()
                    .masters()
                    .forEach((name, weight) ->
                            gradients.put(name, Tensors.toDoubles(new Tensor(weight.grad()))));
        }
        Gradients.clear(model.parameters().masters().values());
        return gradients;
    }

    @Test
    void whatIsCollectedIsApartFromTheWeightsUntilItIsAdded() {
        try (CausalLm model = CausalLm.trainable(start, Dtype.FLOAT32)) {
            var objective = new SftObjective(model);
            Runnable learn =
                    () -> {
                        try (var _ = new TensorScope()) {
                            Evaluated evaluated = objective.evaluate(REPLIES);
                            evaluated.backward().accept(evaluated.loss().sum());
                        }
                    };
            learn.run();
            Map<String, double[]> direct = taken(model);
            try (var apart = new WeightGradients()) {
                apart.collect(() -> {
                    learn.run();
                    return true;
                });
                assertThat(model.parameters().masters().values())
                        .noneMatch(weight -> weight.grad().defined());
                apart.addToWeights();
            }
            assertThat(taken(model)).containsExactlyInAnyOrderEntriesOf(direct);
        }
    }

    /// An objective that goes on only when two micro-batches have begun.
    private record Together(SftObjective inner, CyclicBarrier barrier)
            implements Objective<Imitation> {
        @Override
        public double items(Imitation example) {
            return inner.items(example);
        }

        @Override
        public Evaluated evaluate(List<Imitation> examples) {
            try {
                barrier.await(1, TimeUnit.MINUTES);
            } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
                throw new IllegalStateException("one at a time", e);
            }
            return inner.evaluate(examples);
        }
    }

    @Test
    void twoWorkersWorkAtTheSameTime() {
        List<Imitation> four =
                IntStream.range(0, 4)
                        .mapToObj(i ->
                                new TokenGroup(
                                        "g" + i, new int[30], REPLIES.getFirst().group().replies()))
                        .map(Imitation::new)
                        .toList();
        try (CausalLm model = CausalLm.trainable(start, Dtype.FLOAT32)) {
            var together = new Together(new SftObjective(model), new CyclicBarrier(2));
            Map<String, Double> means =
                    new MicroBatches<>(model, together, SMALL, 2).accumulate(four, 4);
            assertThat(means.get("loss")).isFinite();
        }
    }
}
