package dev.murmur.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.murmur.data.TokenGroup;
import dev.murmur.device.SecondDevice;
import dev.murmur.loss.AotLoss;
import dev.murmur.loss.AotUnpairedLoss;
import dev.murmur.loss.BcoLoss;
import dev.murmur.loss.ChosenNllLoss;
import dev.murmur.loss.LengthDesensitizedDpoLoss;
import dev.murmur.loss.PairwiseLoss;
import dev.murmur.loss.WeightedSumLoss;
import dev.murmur.loss.WpoLoss;
import dev.murmur.metrics.RunContext;
import dev.murmur.model.CausalLm;
import dev.murmur.model.TinyModels;
import dev.murmur.tensor.Dtype;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Losses that depend on the whole batch, over batches in one piece and in several.
class CoupledPairsTest {
    private static final int PAIRS = 8;

    @TempDir static Path folder;
    private static Path start;
    private static List<ReferencedPair> pairs;

    @BeforeAll
    static void makePairs() {
        start = folder.resolve("start");
        try (CausalLm model =
                CausalLm.random(TinyModels.folder(folder.resolve("config"), true), 3)) {
            model.save(start, "");
        }
        List<TokenGroup> groups =
                TinyModels.groups(60, 2, 6).stream()
                        .filter(g -> g.replies().size() == 2)
                        .limit(PAIRS)
                        .toList();
        try (CausalLm reference = CausalLm.frozen(start, Dtype.FLOAT32)) {
            List<double[]> sums =
                    ReplyScorer.pairLogProbs(reference, 300)
                            .score(groups, "reference", RunContext.QUIET);
            // Those of another pair, or the order of the policy's margins were the reference's.
            pairs =
                    IntStream.range(0, PAIRS)
                            .mapToObj(i ->
                                    new ReferencedPair(
                                            groups.get(i), PairSums.of(sums.get(PAIRS - 1 - i))))
                            .toList();
        }
    }

    static List<PairwiseLoss> losses() {
        return List.of(new AotLoss(0.1, 0.1), new AotUnpairedLoss(0.1, 0), new BcoLoss(0.1), sum());
    }

    /// A sum that reads everything there is of a pair.
    private static WeightedSumLoss sum() {
        return new WeightedSumLoss(
                List.of(
                        new WeightedSumLoss.Part(1, new AotLoss(0.2, 0)),
                        new WeightedSumLoss.Part(0.5, new LengthDesensitizedDpoLoss(0.2, 0.3)),
                        new WeightedSumLoss.Part(2, new WpoLoss(0.1)),
                        new WeightedSumLoss.Part(
                                0.1, new ChosenNllLoss(ChosenNllLoss.Over.BATCH))));
    }

    static Stream<Arguments> lossesAndSizes() {
        var uncoupled =
                new WeightedSumLoss(
                        List.of(
                                new WeightedSumLoss.Part(1, new WpoLoss(0.1)),
                                new WeightedSumLoss.Part(
                                        1, new ChosenNllLoss(ChosenNllLoss.Over.BATCH))));
        return Stream.concat(losses().stream(), Stream.of(uncoupled))
                .flatMap(loss -> Stream.of(1, 3, 5).map(size -> Arguments.of(loss, size)));
    }

    @ParameterizedTest
    @MethodSource("lossesAndSizes")
    void microBatchesOfAnySizeMakeTheSameStep(PairwiseLoss loss, int size) {
        Step whole = step(loss, List.of(pairs));
        Step split = step(loss, parts(size));

        assertThat(split.loss()).isCloseTo(whole.loss(), within(1e-5 * Math.abs(whole.loss())));
        assertThat(split.metrics().keySet()).isEqualTo(whole.metrics().keySet());
        whole.metrics()
                .forEach((name, value) ->
                        assertThat(split.metrics().get(name))
                                .as(name)
                                .isCloseTo(value, within(1e-5 * Math.max(1, Math.abs(value)))));
        double size2 = Math.sqrt(Arrays.stream(whole.gradient()).map(g -> g * g).sum());
        assertThat(size2).isPositive();
        assertThat(split.gradient()).containsExactly(whole.gradient(), within(1e-5 * size2));
    }

    @Test
    void aStepOnAnotherDeviceIsTheSame() {
        Step expected = step(sum(), parts(3));
        Step actual = SecondDevice.LAZY.call(() -> step(sum(), parts(3)));

        assertThat(actual.loss()).isCloseTo(expected.loss(), within(1e-4));
        double size = Math.sqrt(Arrays.stream(expected.gradient()).map(g -> g * g).sum());
        assertThat(actual.gradient()).containsExactly(expected.gradient(), within(1e-5 * size));
    }

    /// Without the batch in view, the same micro-batches teach something else.
    @ParameterizedTest
    @MethodSource("losses")
    void microBatchesOnTheirOwnMakeAnotherStep(PairwiseLoss loss) {
        Step whole = step(loss, List.of(pairs));
        double alone = 0;
        for (List<ReferencedPair> part : parts(3)) {
            alone += step(loss, List.of(part)).loss();
        }

        assertThat(alone).isNotCloseTo(whole.loss(), within(1e-4));
    }

    @Test
    void aBatchInOnePieceIsRunOnce() {
        try (CausalLm model = CausalLm.trainable(start, Dtype.FLOAT32)) {
            var objective = new PreferenceObjective(model, new AotLoss(0.1, 0));

            assertThat(objective.over(List.of(pairs))).isNotInstanceOf(CoupledPairs.class);
            assertThat(objective.over(parts(5))).isInstanceOf(CoupledPairs.class);
        }
    }

    @Test
    void refusesAMicroBatchOfAnotherStep() {
        try (CausalLm model = CausalLm.trainable(start, Dtype.FLOAT32)) {
            var objective = new PreferenceObjective(model, new AotLoss(0.1, 0)).over(parts(5));

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> objective.evaluate(pairs.subList(0, 2)))
                    .withMessage("a micro-batch of 2 pairs is none of this step's");
        }
    }

    private static List<List<ReferencedPair>> parts(int size) {
        return Step.parts(pairs, size);
    }

    private static Step step(PairwiseLoss loss, List<List<ReferencedPair>> microBatches) {
        try (CausalLm model = CausalLm.trainable(start, Dtype.FLOAT32)) {
            return Step.of(model, new PreferenceObjective(model, loss), microBatches);
        }
    }
}
