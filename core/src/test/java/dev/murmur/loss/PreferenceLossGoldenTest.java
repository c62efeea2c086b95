package dev.murmur.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.murmur.golden.Golden;
import dev.murmur.tensor.Tensors;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Our losses against TRL's own code on the same log-probs of tokens.
class PreferenceLossGoldenTest {
    private static final JsonNode FIXTURE = Golden.json("preference.json");
    private static final int[] TOKENS = Golden.ints(FIXTURE.get("tokens"));
    private static final int PAIRS = TOKENS.length / 2;

    static Stream<JsonNode> losses() {
        return FIXTURE.get("losses").valueStream();
    }

    @ParameterizedTest
    @MethodSource("losses")
    void equalsTrl(JsonNode expected) {
        PreferenceLoss loss = PreferenceLosses.parse(expected.get("loss").textValue());
        Tensor policy = Tensors.doubles(numbers("policy"));
        policy.set_requires_grad(true);

        Tensor sum = compute(loss, policy).sum();
        sum.backward();

        double tolerance = expected.get("tolerance").doubleValue();
        double wanted = expected.get("sum").doubleValue();
        assertThat(sum.item_double()).isCloseTo(wanted, within(tolerance * Math.max(1, wanted)));
        double[] gradient = Tensors.toDoubles(policy.grad());
        assertThat(byToken(gradient, true))
                .containsExactly(Golden.doubles(expected.get("by_first")), within(tolerance));
        assertThat(byToken(gradient, false))
                .containsExactly(Golden.doubles(expected.get("by_last")), within(tolerance));
    }

    private static LossValue compute(PreferenceLoss loss, Tensor policy) {
        return switch (loss) {
            case PairwiseLoss compared ->
                    compared.compute(
                            logProbs(policy),
                            logProbs(Tensors.doubles(numbers("reference"))),
                            facts());
            case ReferenceFreeLoss free -> free.compute(logProbs(policy), facts());
        };
    }

    private static PairFacts facts() {
        var tokens =
                new PairTokens(
                        Arrays.copyOfRange(TOKENS, 0, PAIRS),
                        Arrays.copyOfRange(TOKENS, PAIRS, 2 * PAIRS));
        double[] alignment = Golden.doubles(FIXTURE.get("alignment"));
        return new PairFacts(
                tokens,
                Arrays.stream(tokens.chosen()).average().orElseThrow(),
                new PairNumbers(
                        Arrays.copyOfRange(alignment, 0, PAIRS),
                        Arrays.copyOfRange(alignment, PAIRS, 2 * PAIRS)),
                Map.of());
    }

    /// Sums of chosen, rejected, and the shared parts of both: `[4 * pairs]`.
    private static double[] numbers(String model) {
        var numbers = new double[4 * PAIRS];
        for (int reply = 0; reply < 2 * PAIRS; reply++) {
            double[] tokens = Golden.doubles(FIXTURE.get(model).get(reply));
            numbers[reply] = Arrays.stream(tokens).sum();
            numbers[2 * PAIRS + reply] = Arrays.stream(tokens).limit(shared(reply)).sum();
        }
        return numbers;
    }

    private static int shared(int reply) {
        return Math.min(TOKENS[reply % PAIRS], TOKENS[PAIRS + reply % PAIRS]);
    }

    private static PairLogProbs logProbs(Tensor all) {
        return new PairLogProbs(
                all.narrow(0, 0, PAIRS),
                all.narrow(0, PAIRS, PAIRS),
                all.narrow(0, 2L * PAIRS, PAIRS),
                all.narrow(0, 3L * PAIRS, PAIRS));
    }

    /// A token in the shared part is in both sums, one in the tail in the whole sum alone.
    private static double[] byToken(double[] gradient, boolean first) {
        return IntStream.range(0, 2 * PAIRS)
                .mapToDouble(reply ->
                        gradient[reply]
                                + (first || TOKENS[reply] == shared(reply)
                                        ? gradient[2 * PAIRS + reply]
                                        : 0))
                .toArray();
    }
}
