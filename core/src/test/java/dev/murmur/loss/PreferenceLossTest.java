package dev.murmur.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.murmur.data.KeyedRandom;
import dev.murmur.tensor.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What holds for every loss over pairs.
class PreferenceLossTest {
    private static final int PAIRS = 4;

    static List<String> losses() {
        return PreferenceLosses.ALL;
    }

    static Stream<Arguments> lossesAndSeeds() {
        return losses().stream()
                .flatMap(yaml -> LongStream.range(0, 8).mapToObj(seed -> Arguments.of(yaml, seed)));
    }

    @Test
    void everyRegisteredLossIsTested() {
        assertThat(
                        losses().stream()
                                .map(PreferenceLosses::parse)
                                .map(Object::getClass)
                                .collect(Collectors.toSet()))
                .isEqualTo(Set.copyOf(Losses.PREFERENCE.values()));
    }

    @ParameterizedTest
    @MethodSource("losses")
    void readsBackAsItWasWritten(String yaml) {
        PreferenceLoss loss = PreferenceLosses.parse(yaml);

        assertThat(PreferenceLosses.parse(PreferenceLosses.write(loss))).isEqualTo(loss);
    }

    @ParameterizedTest
    @MethodSource("lossesAndSeeds")
    void gradientIsThatOfCentralDifferences(String yaml, long seed) {
        PreferenceLoss loss = PreferenceLosses.parse(yaml);
        if (loss instanceof BcoLoss) {
            return; // its shift is a constant to the gradient: see PreferenceLossesByHandTest
        }
        var pairs = Pairs.random(seed, PAIRS, 4);

        double[] exact =
                GradientCheck.byAutograd(policy -> pairs.sum(loss, policy), pairs.policy());
        double[] measured =
                GradientCheck.byCentralDifferences(
                        policy -> pairs.sum(loss, policy), pairs.policy());

        double size = Math.abs(pairs.with(loss).sum().item_double());
        assertThat(exact).containsExactly(measured, within(1e-8 * Math.max(1, size)));
        assertThat(Arrays.stream(exact).map(Math::abs).max().orElseThrow()).isPositive();
    }

    @ParameterizedTest
    @MethodSource("lossesAndSeeds")
    void theOrderOfABatchChangesNothing(String yaml, long seed) {
        PreferenceLoss loss = PreferenceLosses.parse(yaml);
        var pairs = Pairs.random(seed, PAIRS);

        LossValue value = pairs.with(loss);
        LossValue permuted = pairs.at(KeyedRandom.permutation(PAIRS, seed)).with(loss);

        assertSame(List.of(permuted), value);
    }

    @ParameterizedTest
    @MethodSource("lossesAndSeeds")
    void theMicroBatchesOfALossThatDoesNotCoupleThemAddUp(String yaml, long seed) {
        PreferenceLoss loss = PreferenceLosses.parse(yaml);
        var pairs = Pairs.random(seed, PAIRS);
        double mean = pairs.facts().meanChosenTokens();
        Pairs first = pairs.at(0);
        Pairs rest = pairs.at(1, 2, 3);

        LossValue whole = pairs.with(loss);
        List<LossValue> parts =
                List.of(first.with(loss, first.facts(mean)), rest.with(loss, rest.facts(mean)));

        assertThat(parts.stream().mapToDouble(LossValue::items).sum()).isEqualTo(PAIRS);
        if (!loss.coupled()) {
            assertSame(parts, whole);
        }
    }

    @ParameterizedTest
    @MethodSource("lossesAndSeeds")
    void swappingChosenAndRejectedNegatesTheMargin(String yaml, long seed) {
        PreferenceLoss loss = PreferenceLosses.parse(yaml);
        var pairs = Pairs.random(seed, 1);

        double margin = pairs.with(loss).metrics().get("margin");
        double swapped = pairs.swapped().with(loss).metrics().get("margin");

        assertThat(swapped).isCloseTo(-margin, within(1e-12 * Math.abs(margin)));
    }

    @ParameterizedTest
    @MethodSource("losses")
    void everyMarginIsZeroBeforeTheFirstStepIfThereIsAReference(String yaml) {
        PreferenceLoss loss = PreferenceLosses.parse(yaml);
        Map<String, Double> metrics = Pairs.random(3, PAIRS).atStart().with(loss).metrics();

        assertThat(metrics.get("accuracy"))
                .isBetween(0.0, loss instanceof PairwiseLoss ? 0.0 : PAIRS);
        assertThat(metrics.get("margin"))
                .satisfies(
                        margin -> assertThat(margin == 0).isEqualTo(loss instanceof PairwiseLoss));
    }

    @ParameterizedTest
    @MethodSource("losses")
    void reportsWhatEveryPreferenceLossReports(String yaml) {
        var pairs = Pairs.random(5, PAIRS);

        assertThat(pairs.with(PreferenceLosses.parse(yaml)).metrics())
                .containsKeys("margin", "accuracy", "reward_chosen", "reward_rejected")
                .containsEntry(
                        "log_prob_chosen",
                        IntStream.range(0, PAIRS)
                                .mapToDouble(i -> pairs.policyChosen()[i])
                                .reduce(0, Double::sum))
                .containsEntry(
                        "tokens_rejected", (double) Arrays.stream(pairs.tokens().rejected()).sum());
    }

    @ParameterizedTest
    @MethodSource("losses")
    void staysFiniteForExtremeInputs(String yaml) {
        PreferenceLoss loss = PreferenceLosses.parse(yaml);
        for (double size : new double[] {1e4, -1e4, 1e3, -1e3}) {
            var pairs = Pairs.one(size, -size, 10, 20);
            Tensor policy = Tensors.doubles(pairs.policy()).to(ScalarType.Float);
            policy.set_requires_grad(true);
            Tensor sum = pairs.sum(loss, policy);
            sum.backward();

            assertThat(sum.item_double()).as("loss at %s", size).isFinite();
            assertThat(Arrays.stream(Tensors.toDoubles(policy.grad())))
                    .as("gradient at %s", size)
                    .allMatch(Double::isFinite);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{type: aot, beta: 0.1}",
                "{type: aot-unpaired, beta: 0.1}",
                "{type: bco, beta: 0.1}",
                "{type: weighted-sum, losses: [{weight: 1, loss: {type: dpo, beta: 0.1}}, {weight:"
                        + " 1, loss: {type: aot, beta: 0.1}}]}",
            })
    void saysThatItCouplesTheBatch(String yaml) {
        PreferenceLoss loss = PreferenceLosses.parse(yaml);
        var pairs = Pairs.random(2, PAIRS);

        double whole = pairs.with(loss).sum().item_double();
        double apart =
                pairs.at(0, 1).with(loss).sum().item_double()
                        + pairs.at(2, 3).with(loss).sum().item_double();

        assertThat(loss.coupled()).isTrue();
        assertThat(apart).isNotCloseTo(whole, within(1e-6));
    }

    private static void assertSame(List<LossValue> parts, LossValue whole) {
        double sum = parts.stream().mapToDouble(part -> part.sum().item_double()).sum();
        assertThat(sum).isCloseTo(whole.sum().item_double(), tolerance(whole.sum().item_double()));
        whole.metrics()
                .forEach((name, value) ->
                        assertThat(
                                        parts.stream()
                                                .mapToDouble(part -> part.metrics().get(name))
                                                .sum())
                                .as(name)
                                .isCloseTo(value, tolerance(value)));
    }

    private static Offset<Double> tolerance(double value) {
        return within(1e-11 * Math.max(1, Math.abs(value)));
    }
}
