package dev.murmur.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LengthRegularizedDpoLossTest {
    @ParameterizedTest
    @CsvSource({
        // beta 0.1, D = 2: z = 0.2 + alpha * (chosen - rejected)
        "0.01,  50, 100, 0.854355", // z = -0.3
        "0.01, 100,  50, 0.403186", // z =  0.7
        "0,     50, 100, 0.598139", // z =  0.2
    })
    void addsAlphaForEachTokenThatTheWinnerIsLonger(
            double alpha, int chosen, int rejected, double expected) {
        var loss = new LengthRegularizedDpoLoss(0.1, alpha);

        var value = Pairs.one(1.5, -0.5, chosen, rejected).with(loss);

        assertThat(value.sum().item_double()).isCloseTo(expected, within(1e-6));
        assertThat(value.metrics())
                .hasEntrySatisfying(
                        "length_margin",
                        v -> assertThat(v).isCloseTo(alpha * (chosen - rejected), within(1e-12)))
                .hasEntrySatisfying("margin", v -> assertThat(v).isCloseTo(0.2, within(1e-12)));
    }

    @Test
    void aLongerWinnerTeachesLessAsAlphaGrows() {
        var pairs = Pairs.one(1.5, -0.5, 100, 50);

        double weak = chosenGradient(pairs, 0.001);
        double strong = chosenGradient(pairs, 0.02);

        assertThat(Math.abs(strong)).isLessThan(Math.abs(weak));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void withoutAPriceItIsDpo(long seed) {
        var pairs = Pairs.random(seed, 4);

        double plain = pairs.with(new DpoLoss(0.3)).sum().item_double();
        double free = pairs.with(new LengthRegularizedDpoLoss(0.3, 0)).sum().item_double();

        assertThat(free).isEqualTo(plain);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.01, Double.NaN})
    void refusesAnAlphaBelowZero(double alpha) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LengthRegularizedDpoLoss(0.1, alpha))
                .withMessage("loss.alpha is " + alpha + ", must be >= 0 (0.005 to 0.05 is usual)");
    }

    @Test
    void withoutAnAlphaItTakesTheNeutralOneOfItsPairs() {
        var pairs = new PairTokens(new int[] {30, 30, 30, 10}, new int[] {20, 20, 20, 20});

        var fitted = new LengthRegularizedDpoLoss(0.1, Optional.empty()).fit(pairs);

        assertThat(fitted.alpha().orElseThrow()).isCloseTo(Math.log(4 / 2.0) / 10, within(1e-9));
        assertThat(Pairs.one(1.5, -0.5, 30, 20).with(fitted).metrics().get("alpha"))
                .isEqualTo(fitted.alpha().orElseThrow());
    }

    @Test
    void neverPaysForLength() {
        var shorterChosen = new PairTokens(new int[] {10, 10}, new int[] {20, 20});

        var fitted = new LengthRegularizedDpoLoss(0.1, Optional.empty()).fit(shorterChosen);

        assertThat(fitted.alpha()).contains(0.0);
    }

    @Test
    void keepsTheAlphaItWasGiven() {
        var loss = new LengthRegularizedDpoLoss(0.1, 0.02);

        assertThat(loss.fit(new PairTokens(new int[] {90}, new int[] {20}))).isEqualTo(loss);
    }

    @Test
    void cannotBeComputedBeforeItHasAnAlpha() {
        var loss = new LengthRegularizedDpoLoss(0.1, Optional.empty());

        assertThatIllegalStateException()
                .isThrownBy(() -> Pairs.one(1.5, -0.5, 30, 20).with(loss))
                .withMessage("alpha is absent, fit the loss to its pairs first");
    }

    @Test
    void refusesABetaOfZero() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LengthRegularizedDpoLoss(0, 0.01))
                .withMessage("loss.beta is 0.0, must be > 0 (0.01 to 0.5 is usual)");
    }

    private static double chosenGradient(Pairs pairs, double alpha) {
        var loss = new LengthRegularizedDpoLoss(0.1, alpha);
        return GradientCheck.byAutograd(policy -> pairs.sum(loss, policy), pairs.policy())[0];
    }
}
