package dev.murmur.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.murmur.tensor.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Small numbers that can be followed with a pencil.
class PolicyLossesByHandTest {
    private static final GeneralisedAdvantage GAE = new GeneralisedAdvantage(1, 0.95);
    private static final KlEstimator K1 = KlEstimator.K1;

    private static double loss(
            PolicyLoss loss, double policy, double behaviour, double initial, double advantage) {
        return new PolicyReplies(
                        new double[] {policy},
                        new double[] {behaviour},
                        new double[] {initial},
                        new double[] {advantage},
                        new int[] {1},
                        8)
                .with(loss)
                .sum()
                .item_double();
    }

    @Test
    void advantageAlignmentIsTheSquaredDistanceToTheTiltedInitialPolicy() {
        // log pi - log pi_init = 0.3, A / lambda = 0.5
        assertThat(loss(new ApaLoss(0.1, GAE), -1.2, -9, -1.5, 0.05))
                .isCloseTo(0.04, within(1e-12));
    }

    @Test
    void advantageWeightedRegressionWeighsByTheExponential() {
        // exp(ln 2 / 1) = 2 times the negative log-prob; a weight of e^9 is held at 20
        var loss = new AwrLoss(1, 20, GAE);
        assertThat(loss(loss, -1.5, -1, -1, Math.log(2))).isCloseTo(3, within(1e-12));
        assertThat(loss(loss, -1.5, -1, -1, 9)).isCloseTo(30, within(1e-12));
        assertThat(loss(loss, -1.5, -1, -1, -Math.log(4))).isCloseTo(0.375, within(1e-12));
    }

    @ParameterizedTest
    @CsvSource({
        "1.5, 2, -2.4", // a good token gains at most 1.2 times its advantage
        "0.5, 2, -1.0", // and is not held back below
        "1.5, -2, 3.0", // a bad token that became likelier is pushed back
        "0.5, -2, 1.6", // and no further down than 0.8
        "5.0, -2, 10.0" // however large the ratio
    })
    void theSurrogateIsClippedWhereItWouldPayToGoFurther(
            double ratio, double advantage, double expected) {
        var ppo = new PpoLoss(0.2, Optional.empty(), 0, K1, GAE);
        assertThat(loss(ppo, Math.log(ratio) - 1, -1, -1, advantage))
                .isCloseTo(expected, within(1e-12));
    }

    @Test
    void aDualClipBoundsTheLossOfABadToken() {
        var ppo = new PpoLoss(0.2, Optional.of(3.0), 0, K1, GAE);
        assertThat(loss(ppo, Math.log(5) - 1, -1, -1, -2)).isCloseTo(6, within(1e-12));
        assertThat(loss(ppo, Math.log(1.5) - 1, -1, -1, -2)).isCloseTo(3, within(1e-12));
    }

    @Test
    void leaveOneOutComparesWithTheMeanOfTheSiblings() {
        // 4 - (1 + 1) / 2 = 3; 1 - (4 + 1) / 2 = -1.5
        assertThat(Advantages.leaveOneOut(new double[] {4, 1, 1})).containsExactly(3, -1.5, -1.5);
    }

    @Test
    void aReplysRatioIsTheProductOfItsTokens() {
        var replies =
                new PolicyReplies(
                        new double[] {-1, -1},
                        new double[] {-1 - Math.log(2), -1 + Math.log(4)},
                        new double[] {-1, -1},
                        new double[] {3, 3},
                        new int[] {2},
                        8);
        // 2 * 1/4 = 1/2, below the clip; an advantage of 3 counts half
        assertThat(replies.with(new RlooLoss(0.2, 0, K1)).sum().item_double())
                .isCloseTo(-1.5, within(1e-12));
    }

    @Test
    void groupsOfEqualRewardsTeachNothing() {
        for (boolean scale : new boolean[] {true, false}) {
            var grpo = new GrpoLoss(0.2, Optional.empty(), Normalisation.REPLIES, scale, 0, K1);
            Experience reply = new Experience(0.1 + 0.2, new double[3], new double[0]);
            List<Credit> credits = grpo.credit(List.of(List.of(reply, reply, reply))).getFirst();
            assertThat(credits)
                    .allSatisfy(credit -> assertThat(credit.advantages()).containsExactly(0, 0, 0));
        }
    }

    @Test
    void groupRelativeAdvantagesAreMeasuredInStandardDeviations() {
        // mean 2, sample standard deviation sqrt(2)
        double each = 1 / (Math.sqrt(2) + 1e-4);
        assertThat(Advantages.standardised(new double[] {1, 3}))
                .containsExactly(new double[] {-each, each}, within(1e-15));
        assertThat(Advantages.centred(new double[] {1, 3})).containsExactly(-1, 1);
    }

    /// A reply of 1 token and one of 3, longest 4; each token loses 1.
    @ParameterizedTest
    @CsvSource({"TOKENS, 4, 4", "REPLIES, 2, 2", "LONGEST, 4, 8"})
    void normalisationSaysWhatATokenWeighs(Normalisation normalisation, double sum, double items) {
        var replies =
                new PolicyReplies(
                        new double[4],
                        new double[4],
                        new double[4],
                        new double[] {-1, -1, -1, -1},
                        new int[] {1, 3},
                        4);
        var grpo = new GrpoLoss(0.2, Optional.empty(), normalisation, false, 0, K1);
        LossValue value = replies.with(grpo);
        assertThat(value.sum().item_double()).isCloseTo(sum, within(1e-12));
        assertThat(value.items()).isEqualTo(items);
    }

    @Test
    void generalisedAdvantagesAddUpDiscountedSurprises() {
        // deltas: 0 + 0.5 * 2 - 1 = 0; 4 + 0 - 2 = 2; A_0 = 0 + 0.5 * 0.5 * 2
        var gae = new GeneralisedAdvantage(0.5, 0.5);
        assertThat(gae.advantages(new double[] {0, 4}, new double[] {1, 2}))
                .containsExactly(0.5, 2);
    }

    @Test
    void withoutTrustInTheValueModelAdvantagesAreReturnsLessValues() {
        var gae = new GeneralisedAdvantage(1, 1);
        double[] rewards = {1, -2, 4};
        assertThat(Advantages.returnsToGo(rewards, 1)).containsExactly(3, 2, 4);
        assertThat(gae.advantages(rewards, new double[] {5, 6, 7}))
                .containsExactly(new double[] {-2, -4, -3}, within(1e-12));
        assertThat(Advantages.returnsToGo(rewards, 0.5)).containsExactly(1, 0, 4);
    }

    @Test
    void valuesAreNeededForGeneralisedAdvantages() {
        Experience reply = new Experience(1, new double[2], new double[0]);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ApaLoss(0.1, GAE).credit(List.of(List.of(reply))))
                .withMessage("a reply has no values; generalised advantages need a value model");
    }

    @Test
    void aReplyWithoutSiblingsCannotBeCompared() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Advantages.leaveOneOut(new double[] {1}))
                .withMessage(
                        "a prompt has 1 reply, must have at least 2 to be compared with each"
                                + " other");
    }

    @Test
    void whiteningIsOverAllTokensOfAllReplies() {
        List<List<Credit>> groups =
                List.of(
                        List.of(new Credit(new double[] {1, 5}, new double[] {7, 7})),
                        List.of(new Credit(new double[] {3}, new double[] {7})));
        List<Credit> white = Advantages.whitened(groups).stream().flatMap(List::stream).toList();
        double[] all = white.stream().flatMapToDouble(c -> Arrays.stream(c.advantages())).toArray();
        assertThat(all).containsExactly(new double[] {-1, 1, 0}, within(1e-8));
        assertThat(white.getFirst().returns()).containsExactly(7, 7);
    }

    @Test
    void theRewardStandsAtTheLastTokenAndKlIsPaidAtEach() {
        var reply = new Experience(5, new double[] {1, -2, 3}, new double[0]);
        var kl = new KlPenalty(0.1, KlEstimator.K1);
        assertThat(reply.tokenRewards(kl))
                .containsExactly(new double[] {-0.1, 0.2, 4.7}, within(1e-12));
        assertThat(reply.penalised(kl)).isCloseTo(4.8, within(1e-12));
    }

    @ParameterizedTest
    @CsvSource({"K1, 0.5", "K2, 0.125", "K3, 0.106530659712633"})
    void estimatesOfKlDiffer(KlEstimator estimator, double expected) {
        assertThat(estimator.of(0.5)).isCloseTo(expected, within(1e-12));
        assertThat(Tensors.toDoubles(estimator.of(Tensors.doubles(0.5))))
                .containsExactly(new double[] {expected}, within(1e-12));
    }

    @ParameterizedTest
    @EnumSource(KlEstimator.class)
    void farAwayEstimatesStayFiniteAndTeachNothing(KlEstimator estimator) {
        double[] far = {-1e4, -90, 90, 1e4};
        for (double d : far) {
            assertThat(Math.abs(estimator.of(d))).isEqualTo(10);
        }
        double[] gradient =
                GradientCheck.byAutograd(
                        (Tensor d) ->
                                estimator
                                        .of(
                                                d.to(
                                                        org.bytedeco.pytorch.global.torch.ScalarType
                                                                .Float))
                                        .sum(),
                        far);
        assertThat(gradient).containsOnly(0);
    }

    @Test
    void aValueMayMoveOnlySoFarPerIteration() {
        Tensor before = Tensors.doubles(1, 1);
        Tensor values = Tensors.doubles(2, 0.9);
        Tensor returns = Tensors.doubles(3, 0);
        // unclipped (1, 0.81); held at 1.2: (3.24, 0.81); the larger, halved
        assertThat(
                        new ValueLoss(Optional.of(0.2))
                                .compute(values, before, returns)
                                .sum()
                                .item_double())
                .isCloseTo((3.24 + 0.81) / 2, within(1e-12));
        assertThat(
                        new ValueLoss(Optional.empty())
                                .compute(values, before, returns)
                                .sum()
                                .item_double())
                .isCloseTo((1 + 0.81) / 2, within(1e-12));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ValueLoss(Optional.of(0.0)))
                .withMessage("value.clip is 0.0, must be > 0 (0.2 is usual)");
    }
}
