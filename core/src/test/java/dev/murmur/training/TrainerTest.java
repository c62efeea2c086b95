package dev.murmur.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.murmur.data.TokenGroup;
import dev.murmur.data.TokenReply;
import dev.murmur.loss.DpoLoss;
import dev.murmur.loss.LossValue;
import dev.murmur.loss.PlackettLuceLoss;
import dev.murmur.metrics.Progress;
import dev.murmur.metrics.RunContext;
import dev.murmur.metrics.StoppedException;
import dev.murmur.model.CausalLm;
import dev.murmur.model.ScalarModel;
import dev.murmur.model.TinyModels;
import dev.murmur.objective.Evaluated;
import dev.murmur.objective.Imitation;
import dev.murmur.objective.Objective;
import dev.murmur.objective.PairSums;
import dev.murmur.objective.PreferenceObjective;
import dev.murmur.objective.Ranking;
import dev.murmur.objective.RankingObjective;
import dev.murmur.objective.ReferencedPair;
import dev.murmur.objective.ReplyScorer;
import dev.murmur.objective.SftObjective;
import dev.murmur.tensor.Dtype;
import dev.murmur.tensor.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainerTest {
    @TempDir Path folder;
    private Path start;

    @BeforeEach
    void saveStart() {
        start = folder.resolve("start");
        try (CausalLm model =
                CausalLm.random(TinyModels.folder(folder.resolve("config"), true), 3)) {
            model.save(start, "");
        }
    }

    @Test
    void supervisedFineTuningOverfitsEightReplies() throws IOException {
        List<Imitation> data = TinyModels.groups(8, 1, 1).stream().map(Imitation::new).toList();
        try (CausalLm model = CausalLm.trainable(start, Dtype.FLOAT32)) {
            trainer(model, new SftObjective(model), settings(40, 8, 4096, 0), "sft")
                    .run("sft", data);
        }
        assertThat(losses("sft").getFirst()).isGreaterThan(3.5);
        assertThat(losses("sft").getLast()).isLessThan(0.2);
    }

    @Test
    void directPreferenceOptimisationOverfitsEightPairs() throws IOException {
        List<ReferencedPair> data = pairs();
        try (CausalLm model = CausalLm.trainable(start, Dtype.FLOAT32)) {
            var objective = new PreferenceObjective(model, new DpoLoss(0.5));
            trainer(model, objective, settings(25, 8, 4096, 0), "dpo").run("dpo", data);
        }
        assertThat(losses("dpo").getFirst()).isCloseTo(Math.log(2), Offset.offset(1e-5));
        assertThat(losses("dpo").getLast()).isLessThan(0.1);
        assertThat(metrics("dpo").getLast().path("accuracy").asDouble()).isEqualTo(1);
    }

    @Test
    void aRewardModelOverfitsEightRankings() throws IOException {
        List<Ranking> data =
                TinyModels.groups(8, 4, 5).stream()
                        .filter(g -> g.replies().size() > 1)
                        .map(g ->
                                new Ranking(
                                        g,
                                        IntStream.range(0, g.replies().size())
                                                .mapToDouble(i -> i + 1)
                                                .toArray()))
                        .toList();
        try (ScalarModel model = ScalarModel.trainable(start, Dtype.FLOAT32, 1)) {
            var objective =
                    new RankingObjective(
                            model, new PlackettLuceLoss(PlackettLuceLoss.Ties.EXCLUDE));
            trainer(model, objective, settings(40, 8, 4096, 0), "rm").run("rm", data);
        }
        assertThat(metrics("rm").getLast().path("accuracy").asDouble()).isEqualTo(1);
        assertThat(losses("rm").getLast()).isLessThan(0.2 * losses("rm").getFirst());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 60, 150})
    void microBatchesOfAnySizeMakeTheSameStep(int maxTokens) {
        List<Imitation> data = TinyModels.groups(8, 1, 2).stream().map(Imitation::new).toList();
        double[] whole =
                weightsAfter(
                        "whole" + maxTokens,
                        data,
                        settings(1, 8, 4096, 0),
                        UnaryOperator.identity());
        double[] split =
                weightsAfter(
                        "split" + maxTokens,
                        data,
                        settings(1, 8, maxTokens, 0),
                        UnaryOperator.identity());
        assertThat(split).containsExactly(whole, Offset.offset(2e-5));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 7})
    void aStoppedRunGoesOnToTheSameBytes(int stopAfter) throws IOException {
        List<Imitation> data = TinyModels.groups(10, 1, 3).stream().map(Imitation::new).toList();
        TrainingSettings settings = settings(3, 4, 200, 2);
        double[] uninterrupted = weightsAfter("once", data, settings, UnaryOperator.identity());
        var steps = new AtomicInteger();
        Progress counting = counting(steps);
        assertThatThrownBy(() ->
                        weightsAfter(
                                "twice",
                                data,
                                settings,
                                c -> new RunContext(counting, () -> steps.get() >= stopAfter)))
                .isInstanceOf(StoppedException.class)
                .hasMessage("stopped after step " + stopAfter + " of 9, which was saved");
        double[] resumed = weightsAfter("twice", data, settings, UnaryOperator.identity());
        assertThat(resumed).containsExactly(uninterrupted);
        assertThat(folder.resolve("twice/metrics.jsonl"))
                .hasSameTextualContentAs(folder.resolve("once/metrics.jsonl"));
        try (var left = Files.list(folder.resolve("twice/checkpoints"))) {
            assertThat(left).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4096})
    void aLossThatIsNotFiniteSkipsTheStepKeepsTheBatchAndStopsAtTheThird(int maxTokens) {
        List<Imitation> data = TinyModels.groups(4, 1, 4).stream().map(Imitation::new).toList();
        try (CausalLm model = CausalLm.trainable(start, Dtype.FLOAT32)) {
            double[] before = flat(model);
            var broken = new PlantedNan(new SftObjective(model));
            assertThatThrownBy(() ->
                            trainer(model, broken, settings(9, 4, maxTokens, 0), "nan")
                                    .run("sft", data))
                    .isInstanceOf(NonFiniteLossException.class)
                    .hasMessageContaining("step 3: loss is NaN, for the third time")
                    .hasMessageContaining("non-finite-step-*.jsonl");
            assertThat(flat(model)).containsExactly(before);
        }
        assertThat(folder.resolve("nan/non-finite-step-1.jsonl"))
                .content()
                .contains("\"reply_ids\"");
    }

    @Test
    void aRunThatGoesOnCountsTheSkippedStepsOfBefore() {
        List<Imitation> data = TinyModels.groups(4, 1, 4).stream().map(Imitation::new).toList();
        try (CausalLm model = CausalLm.trainable(start, Dtype.FLOAT32)) {
            var broken = new PlantedNan(new SftObjective(model));
            TrainingSettings settings = settings(9, 4, 4096, 0);
            var steps = new AtomicInteger();
            var stopping = new RunContext(counting(steps), () -> steps.get() >= 2);
            assertThatThrownBy(() ->
                            new Trainer<>(model, broken, settings, folder.resolve("x"), stopping)
                                    .run("sft", data))
                    .isInstanceOf(StoppedException.class);
            assertThatThrownBy(() -> trainer(model, broken, settings, "x").run("sft", data))
                    .isInstanceOf(NonFiniteLossException.class)
                    .hasMessageContaining("step 3: loss is NaN, for the third time");
        }
    }

    @Test
    void nothingToLearnFromIsAnError() {
        var uncounted = new TokenReply(new int[] {1, 2}, new boolean[] {false, false});
        var data = List.of(new Imitation(new TokenGroup("g", new int[] {1}, List.of(uncounted))));
        try (CausalLm model = CausalLm.trainable(start, Dtype.FLOAT32)) {
            assertThatThrownBy(() ->
                            trainer(model, new SftObjective(model), settings(1, 1, 99, 0), "x")
                                    .run("sft", data))
                    .hasMessageContaining("sft: none of 1 examples has anything to learn from");
        }
    }

    /// An objective whose loss is not a number.
    private record PlantedNan(SftObjective inner) implements Objective<Imitation> {
        @Override
        public double items(Imitation example) {
            return inner.items(example);
        }

        @Override
        public Evaluated evaluate(List<Imitation> examples) {
            Evaluated good = inner.evaluate(examples);
            LossValue loss = good.loss();
            return new Evaluated(
                    new LossValue(
                            loss.sum().mul(Tensors.constant(Double.NaN)), loss.items(), Map.of()),
                    good.backward());
        }
    }

    private List<ReferencedPair> pairs() {
        List<TokenGroup> groups =
                TinyModels.groups(40, 2, 6).stream()
                        .filter(g -> g.replies().size() == 2)
                        .limit(8)
                        .toList();
        try (CausalLm reference = CausalLm.frozen(start, Dtype.FLOAT32)) {
            List<double[]> sums =
                    ReplyScorer.pairLogProbs(reference, 300)
                            .score(groups, "reference", RunContext.QUIET);
            return IntStream.range(0, groups.size())
                    .mapToObj(i -> new ReferencedPair(groups.get(i), PairSums.of(sums.get(i))))
                    .toList();
        }
    }

    private double[] weightsAfter(
            String name,
            List<Imitation> data,
            TrainingSettings settings,
            UnaryOperator<RunContext> context) {
        try (CausalLm model = CausalLm.trainable(start, Dtype.FLOAT32)) {
            new Trainer<>(
                            model,
                            new SftObjective(model),
                            settings,
                            folder.resolve(name),
                            context.apply(RunContext.QUIET))
                    .run("sft", data);
            return flat(model);
        }
    }

    private static double[] flat(CausalLm model) {
        return model.parameters().all().values().stream()
                .flatMapToDouble(w -> java.util.Arrays.stream(Tensors.toDoubles(w)))
                .toArray();
    }

    private static Progress counting(AtomicInteger steps) {
        return (name, total, unit) ->
                new Progress.Task() {
                    @Override
                    public void advance(long done, String note) {
                        steps.addAndGet((int) done);
                    }

                    @Override
                    public void close() {}
                };
    }

    private <E extends dev.murmur.objective.TrainingExample> Trainer<E> trainer(
            dev.murmur.model.TrainableModel model,
            Objective<E> objective,
            TrainingSettings settings,
            String name) {
        return new Trainer<>(model, objective, settings, folder.resolve(name), RunContext.QUIET);
    }

    private static TrainingSettings settings(
            int epochs, int batchSize, int maxTokens, int checkpointEvery) {
        return new TrainingSettings(
                1e-2,
                new LrSchedule.Constant(0),
                new AdamWSettings(0.9, 0.95, 1e-8, 0.01),
                1.0,
                batchSize,
                epochs,
                maxTokens,
                checkpointEvery,
                7);
    }

    private List<Double> losses(String name) throws IOException {
        return metrics(name).stream().map(m -> m.path("loss").asDouble()).toList();
    }

    private List<JsonNode> metrics(String name) throws IOException {
        var lines = new ArrayList<JsonNode>();
        for (String line : Files.readAllLines(folder.resolve(name).resolve("metrics.jsonl"))) {
            lines.add(new ObjectMapper().readTree(line));
        }
        return lines;
    }
}
