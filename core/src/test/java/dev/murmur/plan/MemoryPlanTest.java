package dev.murmur.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.murmur.golden.Golden;
import dev.murmur.golden.GoldenModel;
import dev.murmur.model.CausalLm;
import dev.murmur.model.LoraConfig;
import dev.murmur.model.LoraTargets;
import dev.murmur.model.TinyModels;
import dev.murmur.recipe.BenchmarkRecipe;
import dev.murmur.recipe.ModelSection;
import dev.murmur.recipe.RewardSection;
import dev.murmur.reward.LogProbReward;
import dev.murmur.tensor.Dtype;
import dev.murmur.tensor.Threads;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MemoryPlanTest {
    /// Micro-batches of a small model that run side by side here.
    private static final long AT_ONCE = Threads.microBatches();

    @TempDir private Path folder;
    private ModelShape shape;

    @BeforeEach
    void shape() {
        shape = ModelShape.of(TinyModels.folder(folder, false));
    }

    static List<GoldenModel> models() {
        return Golden.models();
    }

    @ParameterizedTest
    @MethodSource("models")
    void countsTheParametersOfEveryFamilyFromItsConfig(GoldenModel model) {
        try (CausalLm opened = CausalLm.frozen(model.folder(), Dtype.FLOAT32)) {
            assertThat(ModelShape.of(model.folder()).parameters())
                    .isEqualTo(opened.parameters().count());
        }
    }

    @Test
    void trainingHoldsFourNumbersAParameter() {
        MemoryUse use = TrainingPlan.full(shape, Dtype.FLOAT32, 512).phase("train").use();

        assertThat(use.weights()).isEqualTo(4 * shape.parameters());
        assertThat(use.gradients()).isEqualTo((1 + AT_ONCE) * 4 * shape.parameters());
        assertThat(use.optimizer()).isEqualTo(8 * shape.parameters());
    }

    @Test
    void aRewardTakesWhatEachOfItsModelsTakes() {
        var one =
                new RewardSection.LogProb(
                        folder, "auto", ModelSection.Dtype.BFLOAT16, LogProbReward.Over.MEAN);
        var two =
                new RewardSection.LogRatio(
                        folder,
                        folder,
                        "auto",
                        ModelSection.Dtype.BFLOAT16,
                        LogProbReward.Over.SUM);
        List<PhasePlan> alone = MemoryPlan.scores("score", one);
        assertThat(alone).extracting(PhasePlan::phase).containsExactly("score");
        assertThat(alone.getFirst().use().weights()).isEqualTo(2 * shape.parameters());
        assertThat(MemoryPlan.scores("score", two))
                .extracting(PhasePlan::use)
                .containsExactly(alone.getFirst().use(), alone.getFirst().use());
    }

    @Test
    void writtenAnswersTakeRoomForTheirKeysAndValues() {
        assertThat(benchmark(List.of("winogrande"), 1).phases())
                .extracting(PhasePlan::phase)
                .containsExactly("answer");
        List<PhasePlan> both = benchmark(List.of("winogrande", "gsm8k", "mbpp"), 1).phases();
        assertThat(both).extracting(PhasePlan::phase).containsExactly("answer", "write");
        PhasePlan longest = benchmark(List.of("gsm8k", "humaneval"), 8).peak();
        assertThat(longest)
                .isEqualTo(MemoryPlan.sample("write", shape, Dtype.FLOAT32, 1024, 8, 1024));
    }

    private MemoryPlan benchmark(List<String> names, int samples) {
        var model = new ModelSection(folder, "auto", ModelSection.Dtype.FLOAT32);
        return MemoryPlan.of(
                new BenchmarkRecipe(
                        "x",
                        1,
                        folder,
                        model,
                        names,
                        folder,
                        Optional.empty(),
                        512,
                        samples,
                        1,
                        1));
    }

    @Test
    void aModelThatIsNotSmallTrainsAMicroBatchAtATime() {
        var config = shape.config();
        var large = new ModelShape(config, 50_000_000, shape.linears());
        MemoryUse use = TrainingPlan.full(large, Dtype.FLOAT32, 512).phase("train").use();

        assertThat(use.gradients()).isEqualTo(4 * large.parameters());
        assertThat(AT_ONCE * use.activations()).isEqualTo(activations(512));
    }

    @Test
    void inBfloat16TheWeightsHaveMasters() {
        MemoryUse use = TrainingPlan.full(shape, Dtype.BFLOAT16, 512).phase("train").use();

        assertThat(use.weights()).isEqualTo(6 * shape.parameters());
        assertThat(use.gradients()).isEqualTo((6 + AT_ONCE * 2) * shape.parameters());
        assertThat(use.optimizer()).isEqualTo(8 * shape.parameters());
        assertThat(use.activations())
                .isLessThan(
                        TrainingPlan.full(shape, Dtype.FLOAT32, 512)
                                .phase("train")
                                .use()
                                .activations());
    }

    @Test
    void layersThatAreComputedAgainKeepTheirInputAlone() {
        var plain = TrainingPlan.full(shape, Dtype.FLOAT32, 512);
        var config = shape.config();
        long kept =
                2L * config.hiddenSize()
                        + 4L * config.heads() * config.headDim()
                        + 4L * config.kvHeads() * config.headDim()
                        + 2L * config.intermediateSize();
        long saved = kept * (config.layers() - 1) - (long) config.hiddenSize() * config.layers();

        assertThat(
                        plain.phase("train").use().activations()
                                - plain.recomputing().phase("train").use().activations())
                .isEqualTo(AT_ONCE * 4 * 512 * saved);
    }

    @Test
    void anAdapterCountsTheLayersItIsOn() {
        var config = new LoraConfig(3, 6, new LoraTargets.Names(List.of("q_proj")));
        long ends =
                shape.config().hiddenSize()
                        + (long) shape.config().heads() * shape.config().headDim();

        assertThat(shape.adapter(config)).isEqualTo(3 * ends * shape.config().layers());
    }

    @Test
    void anAdapterHoldsThemForItselfAlone() {
        MemoryUse use =
                TrainingPlan.full(shape, Dtype.FLOAT32, 512).withAdapter().phase("train").use();

        // Per layer q and o, k and v, gate and up, down: out + in of each.
        var config = shape.config();
        long hidden = config.hiddenSize();
        long queries = (long) config.heads() * config.headDim();
        long keys = (long) config.kvHeads() * config.headDim();
        long inner = config.intermediateSize();
        long ends = 2 * (hidden + queries) + 2 * (hidden + keys) + 3 * (hidden + inner);
        long adapter = ends * TrainingPlan.ADAPTER_RANK * config.layers();
        assertThat(use.gradients()).isEqualTo((1 + AT_ONCE) * 4 * adapter);
        assertThat(use.optimizer()).isEqualTo(8 * adapter);
        assertThat(use.weights()).isEqualTo(2 * shape.parameters() + 4 * adapter);
    }

    @Test
    void activationsGrowWithTheMicroBatch() {
        assertThat(activations(1024)).isEqualTo(2 * activations(512));
    }

    private long activations(int microBatch) {
        return TrainingPlan.full(shape, Dtype.FLOAT32, microBatch)
                .phase("train")
                .use()
                .activations();
    }

    @Test
    void whatFitsIsNamedAndTwiceAsMuchWouldNotFit() {
        MemoryPlan plan = MemoryPlan.of(shape, Dtype.FLOAT32);
        var half = TrainingPlan.full(shape, Dtype.FLOAT32, 2048).phase("train");
        var device = new Device("small", half.use().total() + 5, 5);

        List<String> advice = Advice.of(plan, device);

        assertThat(advice)
                .contains(
                        "train: training.max_tokens_per_micro_batch 2048 instead of 8192 fits, with the same results");
        var none = new Device("smaller", half.use().total() + 4, 5);
        assertThat(Advice.of(plan, none))
                .anyMatch(
                        line -> line.startsWith("train: ") && line.contains("_batch 1024 instead"));
    }

    @Test
    void whereNoBatchFitsAnAdapterMay() {
        // Wide enough that weights outweigh activations.
        ModelShape large = ModelShape.of(Golden.models().getFirst().folder());
        var training = TrainingPlan.full(large, Dtype.FLOAT32, 256);
        long adapter = training.recomputing().withAdapter().phase("train").use().total();
        long full = training.recomputing().phase("train").use().total();
        assertThat(adapter).isLessThan(full);
        var device = new Device("small", adapter, 0);

        assertThat(Advice.of(MemoryPlan.of(large, Dtype.BFLOAT16), device))
                .anyMatch(line ->
                        line.startsWith("train: weights, gradients and optimiser alone take ")
                                && line.contains("a LoRA adapter over weights in bfloat16, with")
                                && line.endsWith("training.max_tokens_per_micro_batch 256"));
    }

    @Test
    void aLargeDeviceNeedsNoAdvice() {
        assertThat(Advice.of(MemoryPlan.of(shape, Dtype.FLOAT32), new Device("x", 1L << 40, 0)))
                .isEmpty();
    }

    @Test
    void weightsThatDoNotFitAreSaid() {
        assertThat(Advice.of(MemoryPlan.of(shape, Dtype.FLOAT32), new Device("x", 1000, 0)))
                .anyMatch(line ->
                        line.startsWith("score: the weights alone take ")
                                && line.endsWith("else take a larger device"));
    }
}
