package dev.murmur.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.murmur.tensor.TensorScope;
import dev.murmur.tensor.Tensors;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class UnpairedLossTest {
    private final TensorScope scope = new TensorScope();

    @AfterEach
    void close() {
        scope.close();
    }

    static List<UnpairedLoss> losses() {
        return List.of(
                new KtoLoss(0.1, 1, 1),
                new KtoLoss(0.3, 1.2, 0.7),
                new BcoUnpairedLoss(0.2),
                new ApoZeroUnpairedLoss(0.1));
    }

    /// beta 0.1, s = 1.5, mean log-ratio 0.5: sigmoid(0.1) = 0.524979, sigmoid(0.15) = 0.537430.
    @ParameterizedTest
    @CsvSource({"true, 0.475021, 0.644397, 0.462570", "false, 0.524979, 0.744397, 0.537430"})
    void equalsTheFormulasByHand(boolean desirable, double kto, double bco, double apo) {
        assertThat(one(new KtoLoss(0.1, 1, 1), desirable, 0.5)).isCloseTo(kto, within(1e-6));
        assertThat(one(new BcoUnpairedLoss(0.1), desirable, 0.5)).isCloseTo(bco, within(1e-6));
        assertThat(one(new ApoZeroUnpairedLoss(0.1), desirable, 0.5)).isCloseTo(apo, within(1e-6));
    }

    @Test
    void ktoWeighsLabelsAndNeverComparesWithANegativeDivergence() {
        assertThat(one(new KtoLoss(0.1, 2, 1), true, 0.5)).isCloseTo(2 * 0.475021, within(2e-6));
        assertThat(one(new KtoLoss(0.1, 2, 3), false, 0.5)).isCloseTo(3 * 0.524979, within(3e-6));
        assertThat(one(new KtoLoss(0.1, 1, 1), true, -7)).isCloseTo(0.462570, within(1e-6));
    }

    @ParameterizedTest
    @MethodSource("losses")
    void hasTheGradientOfItsFormula(UnpairedLoss loss) {
        double[] at = new Random(5).doubles(6, -12, 12).toArray();
        boolean[] labels = {true, false, true, true, false, false};
        var facts = new UnpairedFacts(labels, new int[6], 1.7, 0.5);

        double[] gradient = GradientCheck.byAutograd(x -> loss.compute(x, facts).sum(), at);

        assertThat(gradient)
                .containsExactly(
                        GradientCheck.byCentralDifferences(x -> loss.compute(x, facts).sum(), at),
                        within(1e-8));
        for (int i = 0; i < at.length; i++) {
            assertThat(gradient[i]).matches(labels[i] ? g -> g < 0 : g -> g > 0);
        }
    }

    @ParameterizedTest
    @MethodSource("losses")
    void metricsOfPartsAddUpToMeansOverTheBatchsLabels(UnpairedLoss loss) {
        double[] ratios = {1, -2, 3, 5};
        boolean[] labels = {true, false, true, true};
        double beta = rewardOf(loss, ratios, labels).metrics().get("reward_undesirable") / 4 / -2;

        LossValue first = part(loss, ratios, labels, 0, 1);
        LossValue rest = part(loss, ratios, labels, 1, 4);

        assertThat(mean("reward_desirable", first, rest)).isCloseTo(3 * beta, within(1e-9));
        assertThat(mean("reward_undesirable", first, rest)).isCloseTo(-2 * beta, within(1e-9));
        assertThat(mean("margin", first, rest)).isCloseTo(5 * beta, within(1e-9));
        assertThat(mean("tokens_desirable", first, rest))
                .isCloseTo((10 + 12 + 13) / 3.0, within(1e-9));
        assertThat(mean("tokens_undesirable", first, rest)).isCloseTo(11, within(1e-9));
    }

    @ParameterizedTest
    @MethodSource("losses")
    void aBatchWithOneLabelHasNoMetricsOfTheOther(UnpairedLoss loss) {
        LossValue value =
                loss.compute(
                        Tensors.doubles(2.0, 3.0),
                        new UnpairedFacts(new boolean[] {true, true}, new int[] {4, 5}, 0, 1));

        assertThat(value.metrics())
                .containsKeys("accuracy", "reward_desirable", "tokens_desirable")
                .doesNotContainKeys("reward_undesirable", "tokens_undesirable", "margin");
        assertThat(value.items()).isEqualTo(2);
    }

    @Test
    void accuracyCountsRepliesBeyondTheReferencePoint() {
        double[] ratios = {1, 3, 1, 3};
        boolean[] labels = {true, true, false, false};

        assertThat(rewardOf(new KtoLoss(0.1, 1, 1), ratios, labels).metrics())
                .containsEntry("accuracy", 2.0)
                .hasEntrySatisfying("kl", kl -> assertThat(kl).isCloseTo(4 * 2, within(1e-9)));
    }

    @Test
    void refusesWhatIsOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new KtoLoss(0, 1, 1))
                .withMessage("loss.beta is 0.0, must be > 0 (0.01 to 0.5 is usual)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new KtoLoss(0.1, 1, -1))
                .withMessage("loss.undesirable_weight is -1.0, must be > 0 (1 to 4/3 is usual)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new UnpairedFacts(new boolean[2], new int[3], 0, 0))
                .withMessage("desirable has 2 entries, tokens 3, expected as many");
    }

    private static double one(UnpairedLoss loss, boolean desirable, double meanLogRatio) {
        var facts =
                new UnpairedFacts(
                        new boolean[] {desirable}, new int[] {1}, meanLogRatio, desirable ? 1 : 0);
        return loss.compute(Tensors.doubles(1.5), facts).sum().item_double();
    }

    private static LossValue rewardOf(UnpairedLoss loss, double[] ratios, boolean[] labels) {
        return part(loss, ratios, labels, 0, ratios.length);
    }

    private static LossValue part(
            UnpairedLoss loss, double[] ratios, boolean[] labels, int from, int to) {
        int desirable = 0;
        for (boolean label : labels) {
            desirable += label ? 1 : 0;
        }
        var own = new boolean[to - from];
        var tokens = new int[to - from];
        for (int i = from; i < to; i++) {
            own[i - from] = labels[i];
            tokens[i - from] = 10 + i;
        }
        return loss.compute(
                Tensors.doubles(java.util.Arrays.copyOfRange(ratios, from, to)),
                new UnpairedFacts(own, tokens, 2, (double) desirable / labels.length));
    }

    private static double mean(String metric, LossValue first, LossValue rest) {
        return (first.metrics().get(metric) + rest.metrics().get(metric))
                / (first.items() + rest.items());
    }
}
