package dev.murmur.loss;

import static dev.murmur.loss.PlackettLuceLoss.Ties.EFRON;
import static dev.murmur.loss.PlackettLuceLoss.Ties.EXCLUDE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.murmur.golden.Golden;
import dev.murmur.loss.PlackettLuceLoss.Ties;
import dev.murmur.tensor.Tensors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class PlackettLuceLossTest {
    static Stream<Arguments> golden() {
        return Golden.json("losses.json")
                .get("ranking")
                .valueStream()
                .flatMap(node ->
                        Stream.of(
                                Arguments.of(node, EXCLUDE, node.get("exclude")),
                                Arguments.of(node, EFRON, node.get("efron"))));
    }

    @ParameterizedTest
    @EnumSource
    void isTheLikelihoodOfAWholeRanking(Ties ties) {
        // log(1+e^-1+e^-2+e^-3) + log(1+e^-1+e^-2) + log(1+e^-1)
        var value = compute(ties, new double[] {3, 2, 1, 0}, 1, 2, 3, 4);

        assertThat(value.sum().item_double()).isCloseTo(1.161057, within(1e-6));
        assertThat(value.items()).isEqualTo(1);
        assertThat(value.metrics())
                .containsEntry("accuracy", 1.0)
                .hasEntrySatisfying( // 6 pairs: 1 + 2 + 3 + 1 + 2 + 1
                        "margin", v -> assertThat(v).isCloseTo(10.0 / 6, within(1e-12)))
                .containsEntry("score", 1.5);
    }

    @Test
    void excludedTiesAreComparedWithWorseRepliesOnly() {
        // two best at 1 and 2, one worse at 0: log(1+e^-1) + log(1+e^-2)
        double expected = Math.log1p(Math.exp(-1)) + Math.log1p(Math.exp(-2));

        var value = compute(EXCLUDE, new double[] {1, 2, 0}, 1, 1, 2);

        assertThat(value.sum().item_double()).isCloseTo(expected, within(1e-12));
    }

    @Test
    void efronCountsTiesAsHalfGoneAtTheSecondDraw() {
        // equal scores, two best: log(1+1+1) + log(1/2+1/2+1) = log 6
        var value = compute(EFRON, new double[] {0, 0, 0}, 1, 1, 2);

        assertThat(value.sum().item_double()).isCloseTo(Math.log(6), within(1e-12));
    }

    @Test
    void efronOfEqualScoresIsTheTieBrokenInAnyOrder() {
        // with equal scores every order of the tied is equally likely, so breaking ties is exact
        double broken = compute(EFRON, new double[5], 1, 2, 3, 4, 5).sum().item_double();
        double last = Math.log(2); // the choice between the two that stay tied

        double tied = compute(EFRON, new double[5], 1, 1, 1, 2, 2).sum().item_double();

        assertThat(tied).isCloseTo(broken - last, within(1e-12));
    }

    @ParameterizedTest
    @EnumSource
    void accuracyLeavesTiesOut(Ties ties) {
        var value = compute(ties, new double[] {1, 5, 3}, 1, 1, 2);

        assertThat(value.metrics())
                .containsEntry("accuracy", 0.5)
                .containsEntry("margin", 0.0)
                .containsEntry("score", 3.0);
    }

    @ParameterizedTest
    @MethodSource("golden")
    void equalsTorchAutograd(JsonNode input, Ties ties, JsonNode expected) {
        double[] scores = Golden.doubles(input.get("scores"));
        double[] ranks = Golden.doubles(input.get("ranks"));
        var loss = new PlackettLuceLoss(ties);
        double[] none = new double[scores.length];

        var value = loss.compute(Tensors.doubles(scores), ranks);
        double[] gradient = GradientCheck.byAutograd(s -> loss.compute(s, ranks).sum(), scores);

        double sum = expected.isNull() ? 0 : expected.get("sum").doubleValue();
        assertThat(value.sum().item_double()).isCloseTo(sum, within(1e-10));
        assertThat(value.items()).isEqualTo(expected.isNull() ? 0 : 1);
        assertThat(gradient)
                .containsExactly(
                        expected.isNull() ? none : Golden.doubles(expected.get("grad")),
                        within(1e-10));
    }

    private static LossValue compute(Ties ties, double[] scores, double... ranks) {
        return new PlackettLuceLoss(ties).compute(Tensors.doubles(scores), ranks);
    }
}
