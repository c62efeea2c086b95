package dev.murmur.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.murmur.settings.SettingsException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Losses of one pair, computed by hand, and what each refuses.
class PreferenceLossesByHandTest {
    /// beta 0.1, log-ratios 1.5 and -0.5, so D = 2, of 10 and 20 tokens; s is the logistic
    /// function.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{type: dpo, beta: 0.1} | 0.598139", // log(1 + e^-0.2)
                "{type: dpo, beta: 0.1, label_smoothing: 0.1} | 0.618139",
                "{type: hinge, beta: 0.1} | 0.8", // 1 - 0.2
                "{type: hinge, beta: 0.6} | 0", // 1 - 1.2 < 0
                "{type: ipo, beta: 0.1, length_averaged: false} | 9", // (2 - 5)^2
                "{type: ipo, beta: 0.1} | 23.280625", // (0.15 + 0.025 - 5)^2
                "{type: robust-dpo, beta: 0.1, label_smoothing: 0.1} | 0.573139",
                "{type: exo, beta: 0.1, label_smoothing: 0.1} | 0.406304",
                "{type: nca, beta: 0.1} | 1.340665",
                "{type: bco, beta: 0.1} | 1.288793", // shift 0.05: 2 log(1 + e^-0.1)
                "{type: sppo, beta: 0.1} | 32.5", // 3.5^2 + 4.5^2
                "{type: aot, beta: 0.1} | 0.598139", // one pair is its own batch
                "{type: aot-unpaired, beta: 0.1} | 0.598139",
                "{type: apo-zero, beta: 0.1} | 0.950073",
                "{type: apo-down, beta: 0.1} | 0.987596",
                "{type: discopop, beta: 0.1} | 0.814763",
                "{type: length-normalised-dpo, beta: 2} | 0.533382", // log(1 + e^-0.35)
                "{type: f-dpo, beta: 0.1, divergence: reverse-kl} | 0.598139",
                // f' = -e^-1.5 and -e^0.5: log(1 + e^-0.1425591)
                "{type: f-dpo, beta: 0.1, divergence: forward-kl} | 0.624406",
                // f' = log s(1.5) and log s(-0.5): log(1 + e^-0.07726637)
                "{type: f-dpo, beta: 0.1, divergence: js} | 0.655260",
                "{type: margin-dpo, beta: 0.1, weight: 1, margins: [{reward: length, weight:"
                        + " 0.01}]} | 0.644397", // 0.2 + 0.01 (10 - 20) = 0.1
                // (0.2 - 0.01 * 10 - 0.2 (1 - 2)) / 0.5 = 0.6
                "{type: margin-dpo, beta: 0.1, weight: 0.5, margins: [{reward: length, weight: 0.01},"
                        + " {reward: verbosity, weight: 0.2}]} | 0.437488",
                // weights e^(-0.01 * 30)
                "{type: wpo, beta: 0.1} | 0.443112",
            })
    void areWhatTheFormulasSay(String yaml, double expected) {
        var value = Pairs.one(1.5, -0.5, 10, 20).with(PreferenceLosses.parse(yaml));

        assertThat(value.sum().item_double()).isCloseTo(expected, within(1e-6));
        assertThat(value.items()).isEqualTo(1);
    }

    /// Log-probs -5 and -16 of 10 and 20 tokens: means -0.5 and -0.8.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{type: simpo, beta: 2, gamma: 0.5} | 0.644397", // 2 * 0.3 - 0.5 = 0.1
                "{type: cpo, beta: 0.1, nll_weight: 0} | 0.287335", // 0.1 * 11
                "{type: cpo, beta: 0.1} | 0.787335", // and 5 / 10
                "{type: chosen-nll, over: reply} | 0.5",
                "{type: chosen-nll, over: batch} | 0.5",
                // log odds 0.432752 and -0.203375: 0.5 + 0.1 log(1 + e^-0.636127)
                "{type: orpo} | 0.542483",
                "{type: weighted-sum, losses: [{weight: 2, loss: {type: chosen-nll, over: reply}},"
                        + " {weight: 1, loss: {type: hinge, beta: 0.05}}]} | 1.45", // 1 + 1 - 0.55
            })
    void areWhatTheFormulasSayOfThePolicyAlone(String yaml, double expected) {
        var value = Pairs.one(-5, -16, 10, 20).with(PreferenceLosses.parse(yaml));

        assertThat(value.sum().item_double()).isCloseTo(expected, within(1e-6));
    }

    @ParameterizedTest
    @CsvSource({"1, 0.598139", "0, 0.609470", "0.5, 0.603785"})
    void theTailOfTheLongerReplyWeighsLess(double weight, double expected) {
        var loss = new LengthDesensitizedDpoLoss(0.1, weight);

        // half of the rejected reply's -0.5 is its tail: D = 1.5 + 0.25 + 0.25 weight
        assertThat(Pairs.one(1.5, -0.5, 10, 20).with(loss).sum().item_double())
                .isCloseTo(expected, within(1e-6));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void margindpoOfLengthAloneIsLengthRegularised(long seed) {
        var pairs = Pairs.random(seed, 4);
        var margin = new MarginDpoLoss.Margin(MarginDpoLoss.LENGTH, 0.02);

        assertThat(pairs.with(new MarginDpoLoss(0.1, 1, List.of(margin))).sum().item_double())
                .isCloseTo(
                        pairs.with(new LengthRegularizedDpoLoss(0.1, 0.02)).sum().item_double(),
                        within(1e-12));
    }

    @Test
    void marginDpoReportsEachMarginAndAsksForItsRewards() {
        var loss =
                (MarginDpoLoss)
                        PreferenceLosses.parse(
                                "{type: margin-dpo, beta: 0.1, weight: 1, margins: [{reward: length,"
                                        + " weight: 0.01}, {reward: verbosity, weight: 0.2}]}");

        assertThat(loss.rewards()).containsExactly("verbosity");
        assertThat(Pairs.one(1.5, -0.5, 10, 20).with(loss).metrics())
                .hasEntrySatisfying(
                        "margin_length", v -> assertThat(v).isCloseTo(0.1, within(1e-12)))
                .hasEntrySatisfying(
                        "margin_verbosity", v -> assertThat(v).isCloseTo(-0.2, within(1e-12)));
    }

    @Test
    void refusesPairsWithoutTheRewardThatItAsksFor() {
        var loss = new MarginDpoLoss(0.1, 1, List.of(new MarginDpoLoss.Margin("harm", 1)));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Pairs.one(1.5, -0.5, 10, 20).with(loss))
                .withMessage("the pairs have no reward 'harm', only [verbosity]");
    }

    @Test
    void cannotWeighPairsWhoseAlignmentIsUnknown() {
        var pairs = Pairs.one(1.5, -0.5, 10, 20);

        assertThatIllegalStateException()
                .isThrownBy(() -> pairs.with(new WpoLoss(0.1), PairFacts.of(pairs.tokens())))
                .withMessage("the pairs' alignment was not computed");
    }

    /// The classifier's shift is no part of what is differentiated.
    @Test
    void theShiftOfBcoIsAConstant() {
        var pairs = Pairs.one(1.5, -0.5, 10, 20);

        double[] gradient =
                GradientCheck.byAutograd(
                        policy -> pairs.sum(new BcoLoss(0.1), policy), pairs.policy());

        double slope = 0.1 / (1 + Math.exp(0.1)); // beta sigmoid(-(0.15 - 0.05))
        assertThat(gradient).containsExactly(new double[] {-slope, slope, 0, 0}, within(1e-12));
    }

    @Test
    void aSumReportsItsPartsAndTheRewardsOfThePartWithAReference() {
        var loss =
                PreferenceLosses.parse(
                        "{type: weighted-sum, losses: [{weight: 2, loss: {type: chosen-nll, over:"
                                + " reply}}, {weight: 1, loss: {type: dpo, beta: 0.1}}]}");

        assertThat(Pairs.one(-5, -16, 10, 20).with(loss).metrics())
                .containsEntry("loss_1", 0.5)
                .containsEntry("nll", 0.5)
                .hasEntrySatisfying("loss_2", v -> assertThat(v).isCloseTo(0.287335, within(1e-6)))
                .hasEntrySatisfying("margin", v -> assertThat(v).isCloseTo(1.1, within(1e-12)));
    }

    @Test
    void aSumFitsItsPartsToTheirPairs() {
        var sum =
                (WeightedSumLoss)
                        PreferenceLosses.parse(
                                "{type: weighted-sum, losses: [{weight: 1, loss: {type:"
                                        + " length-regularised-dpo, beta: 0.1}}, {weight: 1, loss:"
                                        + " {type: orpo}}]}");

        var fitted = sum.fit(new PairTokens(new int[] {30, 30, 10}, new int[] {20, 20, 20}));

        assertThat(((LengthRegularizedDpoLoss) fitted.losses().getFirst().loss()).alpha())
                .isPresent();
        assertThat(fitted.losses().getLast()).isEqualTo(sum.losses().getLast());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{type: hinge, beta: 0} | beta is 0.0, must be > 0 (0.01 to 0.5 is usual)",
                "{type: ipo, beta: -1} | beta is -1.0, must be > 0 (0.01 to 0.5 is usual)",
                "{type: robust-dpo, beta: 0.1, label_smoothing: 0.5} | label_smoothing is 0.5, must be"
                        + " in [0, 0.5): beyond, more pairs are wrong than right (0.1 is usual)",
                "{type: exo, beta: 0.1, label_smoothing: 0} | label_smoothing is 0.0, must be in (0,"
                        + " 0.5): the loss divides by it (0.001 is usual)",
                "{type: nca, beta: 0} | beta is 0.0, must be > 0 (0.01 to 0.5 is usual)",
                "{type: bco, beta: 0} | beta is 0.0, must be > 0 (0.01 to 0.5 is usual)",
                "{type: sppo, beta: 0} | beta is 0.0, must be > 0 (0.001 to 0.5 is usual)",
                "{type: aot, beta: 0.1, label_smoothing: -0.1} | label_smoothing is -0.1, must be in"
                        + " [0, 0.5): beyond, more pairs are wrong than right (0.1 is usual)",
                "{type: aot-unpaired, beta: 0} | beta is 0.0, must be > 0 (0.01 to 0.5 is usual)",
                "{type: apo-zero, beta: 0} | beta is 0.0, must be > 0 (0.01 to 0.5 is usual)",
                "{type: apo-down, beta: 0} | beta is 0.0, must be > 0 (0.01 to 0.5 is usual)",
                "{type: discopop, beta: 0.1, tau: 1} | tau is 1.0, must be in (0, 1) (0.05 is the"
                        + " paper's)",
                "{type: length-normalised-dpo, beta: 0} | beta is 0.0, must be > 0 (2 to 10 is usual)",
                "{type: length-desensitised-dpo, beta: 0.1, tail_weight: 2} | tail_weight is 2.0, must"
                        + " be in [0, 1]",
                "{type: wpo, beta: 0} | beta is 0.0, must be > 0 (0.01 to 0.5 is usual)",
                "{type: f-dpo, beta: 0.1, divergence: js, alpha: 0.5} | alpha is 0.5, must be absent:"
                        + " only divergence alpha has one",
                "{type: f-dpo, beta: 0.1, divergence: alpha} | alpha is absent, must be in (0, 1) for"
                        + " divergence alpha",
                "{type: f-dpo, beta: 0.1, divergence: alpha, alpha: 1} | alpha is 1.0, must be in (0,"
                        + " 1)",
                "{type: margin-dpo, beta: 0.1, weight: 0, margins: [{reward: length, weight: 1}]} |"
                        + " weight is 0.0, must be > 0 (0.1 to 1 is usual)",
                "{type: margin-dpo, beta: 0.1, weight: 1, margins: []} | margins is empty, must hold"
                        + " at least one reward; without any this is dpo",
                "{type: margin-dpo, beta: 0.1, weight: 1, margins: [{reward: length, weight: 1},"
                        + " {reward: length, weight: 2}]} | margins has a reward twice, must have each"
                        + " once: [length, length]",
                "{type: margin-dpo, beta: 0.1, weight: 1, margins: [{reward: length, weight: 0}]} |"
                        + " margins[0].weight is 0.0, must be a number other than 0 (0.001 to 0.1 for"
                        + " length)",
                "{type: weighted-sum, losses: [{weight: 1, loss: {type: dpo, beta: 0.1}}]} | losses"
                        + " has 1 entries, must have at least 2",
                "{type: weighted-sum, losses: [{weight: 1, loss: {type: orpo}}, {weight: 1, loss:"
                        + " {type: orpo}}]} | losses has none that compares with a reference, must have"
                        + " one; cpo and orpo add the likelihood of the chosen reply without",
                "{type: weighted-sum, losses: [{weight: 0, loss: {type: dpo, beta: 0.1}}, {weight: 1,"
                        + " loss: {type: orpo}}]} | losses[0].weight is 0.0, must be > 0 (0.1 to 10 is"
                        + " usual)",
                "{type: simpo, beta: 0, gamma: 1} | beta is 0.0, must be > 0 (2 to 10 is usual)",
                "{type: simpo, beta: 2, gamma: -1} | gamma is -1.0, must be >= 0 (0.1 to 0.8 of beta"
                        + " is usual)",
                "{type: cpo, beta: 0.1, nll_weight: -1} | nll_weight is -1.0, must be >= 0 (1 is"
                        + " usual)",
                "{type: orpo, lambda: 0} | lambda is 0.0, must be > 0 (0.05 to 1 is usual)",
            })
    void refuseNonsense(String yaml, String message) {
        assertThatThrownBy(() -> PreferenceLosses.parse(yaml))
                .isInstanceOf(SettingsException.class)
                .satisfies(e ->
                        assertThat(((SettingsException) e).problems())
                                .containsExactly("loss:1: " + message));
    }

    @Test
    void orpoOfACertainReplyHasAGradient() {
        var pairs = Pairs.one(0, -1, 10, 10);

        double[] gradient =
                GradientCheck.byAutograd(
                        policy -> pairs.sum(new OrpoLoss(0.1), policy), pairs.policy());

        assertThat(gradient[0]).isEqualTo(-0.1); // of the likelihood alone
        assertThat(gradient[1]).isFinite().isPositive();
    }

    @Test
    void theMeanOfTheWholeBatchIsThatOfItsTokens() {
        var pairs = Pairs.random(1, 3);
        var loss = new ChosenNllLoss(ChosenNllLoss.Over.BATCH);
        double tokens = Arrays.stream(pairs.tokens().chosen()).sum();
        double nll = -Arrays.stream(pairs.policyChosen()).sum();

        assertThat(pairs.with(loss).sum().item_double() / 3).isCloseTo(nll / tokens, within(1e-12));
    }
}
