package dev.murmur.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.murmur.tensor.Tensors;
import org.junit.jupiter.api.Test;

class BradleyTerryLossTest {
    private final BradleyTerryLoss loss = new BradleyTerryLoss();

    @Test
    void isSoftplusOfTheWorseScoreMinusTheBetter() {
        var value = loss.compute(Tensors.doubles(1, 3), new double[] {2, 1});

        assertThat(value.sum().item_double()).isCloseTo(Math.log1p(Math.exp(-2)), within(1e-12));
        assertThat(value.metrics())
                .containsEntry("accuracy", 1.0)
                .containsEntry("margin", 2.0)
                .containsEntry("score", 2.0);
    }

    @Test
    void isPlackettLuceOfTwo() {
        var scores = Tensors.doubles(-0.7, 1.9);
        var ranks = new double[] {1, 2};

        double wise =
                new PlackettLuceLoss(PlackettLuceLoss.Ties.EXCLUDE)
                        .compute(scores, ranks)
                        .sum()
                        .item_double();

        assertThat(loss.compute(scores, ranks).sum().item_double()).isCloseTo(wise, within(1e-12));
    }

    @Test
    void twoEqualScoresAreNotCorrect() {
        var value = loss.compute(Tensors.doubles(1, 1), new double[] {1, 2});

        assertThat(value.metrics()).containsEntry("accuracy", 0.0);
    }

    @Test
    void aMarginIsHowMuchBetterTheBetterScoreIsToBe() {
        var scaled = new BradleyTerryLoss(0.5, 0);
        var scores = Tensors.doubles(1, 3);

        assertThat(scaled.readsMargins()).isTrue();
        assertThat(loss.readsMargins()).isFalse();
        assertThat(scaled.compute(scores, new double[] {2, 1}, 3).sum().item_double())
                .isCloseTo(Math.log1p(Math.exp(-0.5)), within(1e-12)); // 2 - 0.5 * 3
    }

    @Test
    void centringCostsTheSquaredSum() {
        var centred = new BradleyTerryLoss(0, 0.01);

        double[] gradient =
                GradientCheck.byAutograd(
                        s -> centred.compute(s, new double[] {2, 1}).sum(), new double[] {1, 3});

        assertThat(centred.compute(Tensors.doubles(1, 3), new double[] {2, 1}).sum().item_double())
                .isCloseTo(Math.log1p(Math.exp(-2)) + 0.01 * 16, within(1e-12));
        double slope = 1 / (1 + Math.exp(2));
        assertThat(gradient)
                .containsExactly(new double[] {0.08 + slope, 0.08 - slope}, within(1e-12));
    }

    @Test
    void refusesWhatWouldTurnItRound() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BradleyTerryLoss(-1, 0))
                .withMessage("loss.margin_scale is -1.0, must be >= 0 (1 is usual)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BradleyTerryLoss(0, -0.01))
                .withMessage("loss.centring is -0.01, must be >= 0 (0.01 is usual)");
    }

    @Test
    void refusesLargerGroups() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> loss.compute(Tensors.floats(1, 2, 3), new double[] {1, 2, 3}))
                .withMessage(
                        "bradley-terry takes groups of 2 replies, this one has 3; plackett-luce"
                                + " takes any number");
    }
}
