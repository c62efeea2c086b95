package dev.murmur.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.murmur.golden.Golden;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What holds for every pairwise loss.
class PairwiseLossTest {
    private static final List<PairwiseLoss> LOSSES =
            List.of(new DpoLoss(0.1), new LengthRegularizedDpoLoss(0.1, 0.02));

    static Stream<Arguments> lossesAndSeeds() {
        return LOSSES.stream()
                .flatMap(
                        loss -> LongStream.range(0, 20).mapToObj(seed -> Arguments.of(loss, seed)));
    }

    static Stream<JsonNode> golden() {
        return Golden.json("losses.json").get("pairwise").valueStream();
    }

    @ParameterizedTest
    @MethodSource("lossesAndSeeds")
    void gradientIsThatOfCentralDifferences(PairwiseLoss loss, long seed) {
        var pairs = Pairs.random(seed, 3);

        double[] exact =
                GradientCheck.byAutograd(policy -> pairs.sum(loss, policy), pairs.policy());
        double[] measured =
                GradientCheck.byCentralDifferences(
                        policy -> pairs.sum(loss, policy), pairs.policy());

        assertThat(exact).containsExactly(measured, within(1e-8));
    }

    @ParameterizedTest
    @MethodSource("lossesAndSeeds")
    void swappingChosenAndRejectedNegatesTheMargins(PairwiseLoss loss, long seed) {
        var pairs = Pairs.random(seed, 1);

        var value = pairs.with(loss);
        var swapped = pairs.swapped().with(loss);

        assertThat(swapped.metrics().get("margin")).isEqualTo(-value.metrics().get("margin"));
        // softplus(-z) - softplus(z) = -z: the two losses differ by the whole logit
        assertThat(swapped.sum().item_double() - value.sum().item_double())
                .isCloseTo(logit(value), within(1e-9));
    }

    @ParameterizedTest
    @MethodSource("golden")
    void equalsTorchAutograd(JsonNode expected) {
        var pairs = pairs(expected);
        var loss =
                new LengthRegularizedDpoLoss(
                        expected.get("beta").doubleValue(), expected.get("alpha").doubleValue());

        double[] gradient =
                GradientCheck.byAutograd(policy -> pairs.sum(loss, policy), pairs.policy());

        assertThat(pairs.with(loss).sum().item_double())
                .isCloseTo(expected.get("sum").doubleValue(), within(1e-10));
        int n = pairs.tokens().pairs();
        for (int side = 0; side < 2; side++) {
            double[] wanted = Golden.doubles(expected.get("policy_grad").get(side));
            double[] got = Arrays.copyOfRange(gradient, side * n, (side + 1) * n);
            assertThat(got).containsExactly(wanted, within(1e-12));
        }
    }

    private static double logit(LossValue value) {
        return value.metrics().get("margin") + value.metrics().getOrDefault("length_margin", 0.0);
    }

    private static Pairs pairs(JsonNode node) {
        return new Pairs(
                Golden.doubles(node.get("policy").get(0)),
                Golden.doubles(node.get("policy").get(1)),
                Golden.doubles(node.get("reference").get(0)),
                Golden.doubles(node.get("reference").get(1)),
                new PairTokens(
                        Golden.ints(node.get("tokens").get(0)),
                        Golden.ints(node.get("tokens").get(1))));
    }
}
