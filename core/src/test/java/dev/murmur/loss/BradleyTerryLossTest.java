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
    void refusesLargerGroups() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> loss.compute(Tensors.floats(1, 2, 3), new double[] {1, 2, 3}))
                .withMessage(
                        "bradley-terry takes groups of 2 replies, this one has 3; plackett-luce"
                                + " takes any number");
    }
}
