package dev.murmur.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.murmur.data.Mismatches;
import dev.murmur.data.TokenGroup;
import dev.murmur.device.SecondDevice;
import dev.murmur.loss.ApoZeroUnpairedLoss;
import dev.murmur.loss.BcoUnpairedLoss;
import dev.murmur.loss.KtoLoss;
import dev.murmur.loss.UnpairedLoss;
import dev.murmur.metrics.RunContext;
import dev.murmur.model.CausalLm;
import dev.murmur.model.TinyModels;
import dev.murmur.tensor.Dtype;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class UnpairedObjectiveTest {
    private static final int ROWS = 7;

    @TempDir static Path folder;
    private static Path start;
    private static List<LabelledExample> rows;

    @BeforeAll
    static void makeRows() {
        start = folder.resolve("start");
        try (CausalLm model =
                CausalLm.random(TinyModels.folder(folder.resolve("config"), true), 3)) {
            model.save(start, "");
        }
        rows = rows(5);
    }

    static List<UnpairedLoss> losses() {
        return List.of(
                new KtoLoss(0.1, 1, 1.5), new BcoUnpairedLoss(0.1), new ApoZeroUnpairedLoss(0.1));
    }

    @ParameterizedTest
    @MethodSource("losses")
    void microBatchesOfAnySizeMakeTheSameStep(UnpairedLoss loss) {
        Step whole = step(loss, parts(ROWS));
        double size = Math.sqrt(Arrays.stream(whole.gradient()).map(g -> g * g).sum());
        assertThat(size).isPositive();
        for (int part : new int[] {1, 3, 5}) {
            Step split = step(loss, parts(part));
            assertThat(split.loss()).isCloseTo(whole.loss(), within(1e-5));
            assertThat(split.gradient()).containsExactly(whole.gradient(), within(1e-5 * size));
            whole.metrics()
                    .forEach((name, value) ->
                            assertThat(split.metrics().get(name))
                                    .as(name)
                                    .isCloseTo(value, within(1e-4)));
        }
    }

    @Test
    void aStepOnAnotherDeviceIsTheSame() {
        var loss = new KtoLoss(0.1, 1, 1.5);
        Step expected = step(loss, parts(5));
        Step actual = SecondDevice.LAZY.call(() -> step(loss, parts(5)));

        assertThat(actual.loss()).isCloseTo(expected.loss(), within(1e-5));
        double size = Math.sqrt(Arrays.stream(expected.gradient()).map(g -> g * g).sum());
        assertThat(actual.gradient()).containsExactly(expected.gradient(), within(1e-5 * size));
    }

    @Test
    void ktoComparesWithTheMismatchedReplies() {
        Step step = step(new KtoLoss(0.1, 1, 1), parts(ROWS));
        double sum = 0;
        try (CausalLm policy = CausalLm.frozen(start, Dtype.FLOAT32)) {
            List<TokenGroup> groups = rows.stream().map(row -> row.mismatched().group()).toList();
            List<double[]> now =
                    ReplyScorer.logProbs(policy, 300).score(groups, "", RunContext.QUIET);
            for (int i = 0; i < ROWS; i++) {
                sum += now.get(i)[0] - rows.get(i).mismatched().reference();
            }
        }
        assertThat(sum).isPositive(); // or z would be 0 whatever they are
        assertThat(step.metrics().get("kl")).isCloseTo(sum, within(1e-3));
    }

    @Test
    void aPolicyThatIsItsReferenceHasLossOneHalf() {
        rows = rows(3);
        Step step = step(new KtoLoss(0.1, 1, 1), parts(2));
        rows = rows(5);
        assertThat(step.loss() / ROWS).isCloseTo(0.5, within(1e-5));
        assertThat(step.metrics().get("margin")).isCloseTo(0, within(1e-4));
    }

    /// @param seed of the reference; 3 is the policy
    private static List<LabelledExample> rows(long seed) {
        List<TokenGroup> own = TinyModels.groups(ROWS, 1, 6);
        List<TokenGroup> mismatched = Mismatches.of(own, 300, 1);
        Path config = TinyModels.folder(folder.resolve("config"), true);
        try (CausalLm reference = CausalLm.random(config, seed)) {
            var scorer = ReplyScorer.logProbs(reference, 300);
            List<double[]> ofOwn = scorer.score(own, "own", RunContext.QUIET);
            List<double[]> ofOthers = scorer.score(mismatched, "others", RunContext.QUIET);
            return IntStream.range(0, ROWS)
                    .mapToObj(i ->
                            new LabelledExample(
                                    new ReferencedReply(own.get(i), ofOwn.get(i)[0]),
                                    i % 3 == 0,
                                    new ReferencedReply(mismatched.get(i), ofOthers.get(i)[0])))
                    .toList();
        }
    }

    private static List<List<LabelledExample>> parts(int size) {
        return Step.parts(rows, size);
    }

    private static Step step(UnpairedLoss loss, List<List<LabelledExample>> microBatches) {
        try (CausalLm model = CausalLm.trainable(start, Dtype.FLOAT32)) {
            return Step.of(model, new UnpairedObjective(model, loss), microBatches);
        }
    }
}
