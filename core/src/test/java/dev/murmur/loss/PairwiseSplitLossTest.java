package dev.murmur.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.murmur.tensor.Tensors;
import org.junit.jupiter.api.Test;

class PairwiseSplitLossTest {
    private final PairwiseSplitLoss loss = new PairwiseSplitLoss();

    @Test
    void isTheMeanOverTheSixPairsOfFour() {
        // 3 log(1+e^-1) + 2 log(1+e^-2) + log(1+e^-3) = 1.242228
        var value = loss.compute(Tensors.doubles(3, 2, 1, 0), new double[] {1, 2, 3, 4});

        assertThat(value.sum().item_double()).isCloseTo(1.242228 / 6, within(1e-6));
        assertThat(value.items()).isEqualTo(1);
    }

    @Test
    void isBradleyTerryOfTwo() {
        var scores = Tensors.doubles(-0.7, 1.9);
        var ranks = new double[] {1, 2};

        assertThat(loss.compute(scores, ranks).sum().item_double())
                .isEqualTo(new BradleyTerryLoss().compute(scores, ranks).sum().item_double());
    }

    @Test
    void equalRanksAreNoPair() {
        // two best at 1 and 2, one worse at 0: the mean of log(1+e^-1) and log(1+e^-2)
        double expected = (Math.log1p(Math.exp(-1)) + Math.log1p(Math.exp(-2))) / 2;

        var value = loss.compute(Tensors.doubles(1, 2, 0), new double[] {1, 1, 2});

        assertThat(value.sum().item_double()).isCloseTo(expected, within(1e-12));
    }
}
