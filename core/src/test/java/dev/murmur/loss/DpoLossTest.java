package dev.murmur.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.murmur.tensor.Tensors;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DpoLossTest {
    private final DpoLoss loss = new DpoLoss(0.1);

    @Test
    void isSoftplusOfMinusBetaTimesDifference() {
        // log-ratios 1.5 and -0.5: D = 2, -log sigmoid(0.2) = log(1 + e^-0.2)
        var value = Pairs.one(1.5, -0.5, 10, 20).with(loss);

        assertThat(value.sum().item_double()).isCloseTo(0.598139, within(1e-6));
        assertThat(value.items()).isEqualTo(1);
    }

    @Test
    void reportsRewardsAndLengthsAsSums() {
        var pairs =
                new Pairs(
                        new double[] {-1, -8},
                        new double[] {-4, -6},
                        new double[] {-2, -7},
                        new double[] {-2, -7},
                        new PairTokens(new int[] {3, 5}, new int[] {4, 7}));

        var metrics = pairs.with(loss).metrics();

        // rewards: chosen 0.1 and -0.1, rejected -0.2 and 0.1; the second pair is wrong
        assertThat(metrics)
                .hasEntrySatisfying("margin", v -> assertThat(v).isCloseTo(0.1, within(1e-12)))
                .hasEntrySatisfying("reward_chosen", v -> assertThat(v).isCloseTo(0, within(1e-12)))
                .hasEntrySatisfying(
                        "reward_rejected", v -> assertThat(v).isCloseTo(-0.1, within(1e-12)))
                .containsEntry("accuracy", 1.0)
                .containsEntry("log_prob_chosen", -9.0)
                .containsEntry("log_prob_rejected", -10.0)
                .containsEntry("tokens_chosen", 8.0)
                .containsEntry("tokens_rejected", 11.0);
    }

    @Test
    void isLogTwoAPairBeforeTheFirstStep() {
        var value = Pairs.random(1, 5).atStart().with(loss);

        assertThat(value.sum().item_double()).isCloseTo(5 * Math.log(2), within(1e-12));
        assertThat(value.metrics()).containsEntry("margin", 0.0).containsEntry("accuracy", 0.0);
    }

    @Test
    void pairsOfAMicroBatchAddUp() {
        var first = Pairs.one(-3, -5, 4, 9).with(loss);
        var second = Pairs.one(-7, -2, 6, 1).with(loss);
        var both =
                new Pairs(
                                new double[] {-3, -7},
                                new double[] {-5, -2},
                                new double[2],
                                new double[2],
                                new PairTokens(new int[] {4, 6}, new int[] {9, 1}))
                        .with(loss);

        assertThat(both.items()).isEqualTo(2);
        assertThat(both.sum().item_double())
                .isCloseTo(first.sum().item_double() + second.sum().item_double(), within(1e-12));
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e4, 1e30})
    void staysFiniteForExtremeInputs(double size) {
        for (double sign : new double[] {1, -1}) {
            Tensor policy = Tensors.floats((float) (sign * size), (float) (-sign * size));
            policy.set_requires_grad(true);
            var value =
                    loss.compute(
                            new PairLogProbs(policy.narrow(0, 0, 1), policy.narrow(0, 1, 1)),
                            new PairLogProbs(Tensors.floats(0), Tensors.floats(0)),
                            PairFacts.of(new PairTokens(new int[] {1}, new int[] {1})));
            value.sum().backward();

            assertThat(value.sum().item_double()) // 0 or -z
                    .isCloseTo(Math.max(0, -0.2 * sign * size), withinPercentage(1e-4));
            assertThat(Arrays.stream(Tensors.toDoubles(policy.grad()))).allMatch(Double::isFinite);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.1, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesABetaThatIsNoPositiveNumber(double beta) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DpoLoss(beta))
                .withMessage("loss.beta is " + beta + ", must be > 0 (0.01 to 0.5 is usual)");
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 0.5, 1, Double.NaN})
    void refusesASmoothingThatIsNoProbabilityBelowOneHalf(double smoothing) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DpoLoss(0.1, smoothing))
                .withMessage(
                        "loss.label_smoothing is "
                                + smoothing
                                + ", must be in [0, 0.5): beyond, more pairs are wrong than right"
                                + " (0.1 is usual)");
    }

    /// TRL 1.13 ignores its `label_smoothing` in the sigmoid loss, where it gives 0.598139.
    @Test
    void labelSmoothingCountsUnlikeInTrl() {
        var pair = Pairs.one(1.5, -0.5, 10, 20);

        assertThat(pair.with(new DpoLoss(0.1, 0.1)).sum().item_double())
                .isCloseTo(0.618139, within(1e-6));
    }

    @Test
    void refusesShapesThatDiffer() {
        var one = Tensors.floats(-1);
        var two = Tensors.floats(-1, -2);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> compute(new PairLogProbs(one, two), new PairLogProbs(one, one)))
                .withMessage("policy.rejected has shape [2], expected [1]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> compute(new PairLogProbs(one, one), new PairLogProbs(two, one)))
                .withMessage("reference.chosen has shape [2], expected [1]");
    }

    @Test
    void refusesTypesThatLoseDifferencesOrHaveNoGradient() {
        var good = Tensors.floats(-1);
        var reference = new PairLogProbs(good, good);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> compute(new PairLogProbs(Tensors.longs(1L), good), reference))
                .withMessage("policy.chosen has dtype Long, expected Float or Double");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        compute(new PairLogProbs(good, good.to(ScalarType.BFloat16)), reference))
                .withMessage("policy.rejected has dtype BFloat16, expected Float or Double");
    }

    @Test
    void refusesAReferenceThatWouldBeTrained() {
        var trained = Tensors.floats(-1);
        trained.set_requires_grad(true);
        var good = Tensors.floats(-1);

        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        compute(new PairLogProbs(good, good), new PairLogProbs(good, trained)))
                .withMessage(
                        "reference log-probs carry a gradient, expected constants: compute them"
                                + " without gradient or detach them");
    }

    @Test
    void refusesLengthsThatAreNotInPairs() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PairTokens(new int[] {1, 2}, new int[] {1}))
                .withMessage("tokens has 2 chosen and 1 rejected lengths, expected as many");
    }

    private LossValue compute(PairLogProbs policy, PairLogProbs reference) {
        var tokens = new PairTokens(new int[] {1}, new int[] {1});
        return loss.compute(policy, reference, PairFacts.of(tokens));
    }
}
