package dev.murmur.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.murmur.tensor.TensorScope;
import dev.murmur.tensor.Tensors;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TokenSamplerTest {
    /// Tokens of probability 0.1, 0.4, 0.2, 0.25 and 0.05.
    private static final float[] ROW = logs(0.1, 0.4, 0.2, 0.25, 0.05);

    static IntStream seeds() {
        return IntStream.range(0, 200);
    }

    @Test
    void greedyTakesTheLikeliestAndTheLowestIdOfTies() {
        assertThat(draw(params(0, 1, 0, 0), ROW, 0.99)).isEqualTo(1);
        assertThat(draw(params(0, 1, 0, 0), new float[] {0, 2, 1, 2}, 0.99)).isEqualTo(1);
    }

    @Test
    void aDrawInvertsTheCumulativeDistributionInTheOrderOfIds() {
        SamplingParams all = params(1, 1, 0, 0);
        assertThat(draw(all, ROW, 0)).isEqualTo(0);
        assertThat(draw(all, ROW, 0.09)).isEqualTo(0);
        assertThat(draw(all, ROW, 0.11)).isEqualTo(1);
        assertThat(draw(all, ROW, 0.49)).isEqualTo(1);
        assertThat(draw(all, ROW, 0.51)).isEqualTo(2);
        assertThat(draw(all, ROW, 0.94)).isEqualTo(3);
        assertThat(draw(all, ROW, 0.96)).isEqualTo(4);
        assertThat(draw(all, ROW, Math.nextDown(1.0))).isEqualTo(4);
    }

    @Test
    void topKKeepsTheKLikeliest() {
        assertThat(support(params(1, 1, 1, 0), ROW)).containsExactly(1);
        assertThat(support(params(1, 1, 3, 0), ROW)).containsExactly(1, 2, 3);
        assertThat(support(params(1, 1, 5, 0), ROW)).containsExactly(0, 1, 2, 3, 4);
        assertThat(support(params(1, 1, 99, 0), ROW)).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void topKKeepsTheLowerIdsOfTies() {
        assertThat(support(params(1, 1, 2, 0), new float[] {0, 1, 1, 1})).containsExactly(1, 2);
    }

    @Test
    void topPKeepsTheSmallestSetThatReachesIt() {
        assertThat(support(params(1, 0.39, 0, 0), ROW)).containsExactly(1);
        assertThat(support(params(1, 0.41, 0, 0), ROW)).containsExactly(1, 3);
        assertThat(support(params(1, 0.64, 0, 0), ROW)).containsExactly(1, 3);
        assertThat(support(params(1, 0.66, 0, 0), ROW)).containsExactly(1, 2, 3);
        assertThat(support(params(1, 0.96, 0, 0), ROW)).containsExactly(0, 1, 2, 3, 4);
        assertThat(support(params(1, 1e-9, 0, 0), ROW)).containsExactly(1);
    }

    @Test
    void minPKeepsTokensAtLeastSoManyTimesAsLikelyAsTheLikeliest() {
        // Against 0.4: 0.25 is 0.625 times, 0.2 is 0.5 times, 0.1 is 0.25 times.
        assertThat(support(params(1, 1, 0, 0.6), ROW)).containsExactly(1, 3);
        assertThat(support(params(1, 1, 0, 0.49), ROW)).containsExactly(1, 2, 3);
        assertThat(support(params(1, 1, 0, 0.2), ROW)).containsExactly(0, 1, 2, 3);
    }

    @Test
    void temperatureComesBeforeTheFilters() {
        // At temperature 0.5 probabilities are squared: 0.16 of 0.275 is 0.58, with 0.0625 it is
        // 0.81.
        assertThat(support(params(0.5, 0.6, 0, 0), ROW)).containsExactly(1, 3);
        assertThat(support(params(0.5, 0.57, 0, 0), ROW)).containsExactly(1);
        // 0.25 squared is 0.39 times 0.4 squared.
        assertThat(support(params(0.5, 1, 0, 0.4), ROW)).containsExactly(1);
    }

    @Test
    void topPIsTakenOfWhatTopKLeft() {
        // Of 0.4 + 0.25 the first is 0.615; of all it is 0.4.
        assertThat(support(params(1, 0.6, 2, 0), ROW)).containsExactly(1);
        assertThat(support(params(1, 0.6, 0, 0), ROW)).containsExactly(1, 3);
    }

    @Test
    void anExcludedTokenIsNeverDrawn() {
        float[] row = {Float.NEGATIVE_INFINITY, 0, Float.NEGATIVE_INFINITY};
        assertThat(support(params(1, 1, 0, 0), row)).containsExactly(1);
        assertThat(support(params(1, 0.9, 2, 0), row)).containsExactly(1);
    }

    @Test
    void aRowIsReadWhereItStands() {
        float[] rows = {9, 9, 9, 0, 1, 0};
        for (double temperature : new double[] {0, 1}) {
            try (var sampler = new TokenSampler(params(temperature, 1, 0, 0));
                    var _ = new TensorScope()) {
                NextTokens next = sampler.read(Tensors.floats(rows).view(2, 3));
                assertThat(next.draw(1, 0.5).token()).isEqualTo(1);
            }
        }
    }

    @Test
    void inWhichOrderManyRowsAreDrawnFromChangesNoDraw() {
        int rows = 40;
        int vocab = 20_000;
        var random = new Random(1);
        var logits = new float[rows * vocab];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) random.nextGaussian();
        }
        try (var sampler = new TokenSampler(params(1, 1, 0, 0));
                var _ = new TensorScope()) {
            Tensor all = Tensors.floats(logits).view(rows, vocab);
            NextTokens next = sampler.read(all);
            var backwards = new NextTokens.Draw[rows];
            for (int row = rows - 1; row >= 0; row--) {
                backwards[row] = next.draw(row, 0.3);
            }
            for (int row = 0; row < rows; row++) {
                assertThat(next.draw(row, 0.3)).isEqualTo(backwards[row]);
                assertThat(sampler.read(all.narrow(0, row, 1)).draw(0, 0.3))
                        .isEqualTo(backwards[row]);
                next = sampler.read(all);
            }
        }
    }

    @Test
    void logitsThatAreNoNumbersAreRefused() {
        assertThatThrownBy(() -> draw(params(0, 1, 0, 0), new float[] {0, Float.NaN}, 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "the model gave token 1 the logit NaN, expected a finite number for at"
                                + " least one token and none above; are its weights damaged, or"
                                + " did its training diverge?");
        assertThatThrownBy(() -> draw(params(1, 1, 0, 0), new float[] {1e38f * 10, 0}, 0))
                .hasMessageContaining("token 0 the logit Infinity");
        float[] nothing = {Float.NEGATIVE_INFINITY, Float.NEGATIVE_INFINITY};
        assertThatThrownBy(() -> draw(params(1, 1, 0, 0), nothing, 0))
                .hasMessageContaining("token 0 the logit -Infinity");
    }

    @Test
    void manyDrawsFollowTheDistribution() {
        SamplingParams all = params(1, 1, 0, 0);
        var counts = new double[5];
        int draws = 200_000;
        for (int i = 0; i < draws; i++) {
            counts[
                    draw(
                            all,
                            ROW,
                            TokenSampler.uniform(7, "p" + i % 100, i / 100 % 50, i / 5000))]++;
        }
        double[] expected = {0.1, 0.4, 0.2, 0.25, 0.05};
        for (int token = 0; token < 5; token++) {
            double p = expected[token];
            double fourSigma = 4 * Math.sqrt(p * (1 - p) / draws);
            assertThat(counts[token] / draws).isCloseTo(p, within(fourSigma));
        }
    }

    @Test
    void theNumberBehindATokenDependsOnEveryPartOfItsKey() {
        assertThat(
                        new double[] {
                            TokenSampler.uniform(1, "a", 0, 0),
                            TokenSampler.uniform(2, "a", 0, 0),
                            TokenSampler.uniform(1, "b", 0, 0),
                            TokenSampler.uniform(1, "a", 1, 0),
                            TokenSampler.uniform(1, "a", 0, 1)
                        })
                .doesNotHaveDuplicates();
        assertThat(TokenSampler.uniform(1, "a", 2, 3))
                .isEqualTo(TokenSampler.uniform(1, "a", 2, 3));
    }

    /// Against the definition: sort, then cut.
    @ParameterizedTest
    @MethodSource("seeds")
    void aCutEqualsSortingAndCutting(int seed) {
        var random = new Random(seed);
        float[] row = randomRow(random);
        SamplingParams params =
                params(
                        0.3 + random.nextDouble(),
                        0.05 + 0.95 * random.nextDouble(),
                        random.nextInt(row.length + 3),
                        0.3 * random.nextDouble());
        SortedSet<Integer> kept = keptBySorting(row, params);

        for (int i = 0; i < 50; i++) {
            assertThat(kept).contains(draw(params, row, random.nextDouble()));
        }
        // The ends of the cumulative distribution are the ends of the set.
        assertThat(draw(params, row, 0)).isEqualTo(kept.first());
        assertThat(draw(params, row, Math.nextDown(1.0))).isEqualTo(kept.last());
    }

    /// Against the definition: probabilities in double, summed in the order of ids.
    @ParameterizedTest
    @MethodSource("seeds")
    void aDrawEqualsInvertingTheWholeDistribution(int seed) {
        var random = new Random(seed);
        var row = new float[1 + random.nextInt(2000)];
        for (int i = 0; i < row.length; i++) {
            row[i] = (float) (4 * random.nextGaussian());
        }
        SamplingParams params = params(0.3 + random.nextDouble(), 1, 0, 0);
        double[] weights =
                IntStream.range(0, row.length)
                        .mapToDouble(i -> Math.exp(row[i] / params.temperature()))
                        .toArray();
        double total = Arrays.stream(weights).sum();
        for (int i = 0; i < 50; i++) {
            double uniform = random.nextDouble();
            int expected = 0;
            for (double sum = weights[0]; sum <= uniform * total; sum += weights[expected]) {
                expected++;
            }
            NextTokens.Draw draw = drawn(params, row, uniform);
            assertThat(draw.token()).isEqualTo(expected);
            assertThat(draw.logProb()).isCloseTo(Math.log(weights[expected] / total), within(1e-5));
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aFilterThatRemovesNothingChangesNoDraw(int seed) {
        var random = new Random(seed);
        float[] row = randomRow(random);
        double uniform = random.nextDouble();
        int plain = draw(params(0.8, 1, 0, 0), row, uniform);
        assertThat(draw(params(0.8, 1, row.length, 0), row, uniform)).isEqualTo(plain);
        assertThat(draw(params(0.8, Math.nextDown(1.0), 0, 0), row, uniform)).isEqualTo(plain);
        assertThat(draw(params(0.8, 1, 0, Double.MIN_VALUE), row, uniform)).isEqualTo(plain);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void addingAConstantToEveryLogitChangesNoDraw(int seed) {
        var random = new Random(seed);
        float[] row = randomRow(random);
        var shifted = new float[row.length];
        for (int i = 0; i < row.length; i++) {
            shifted[i] = row[i] + 8; // exact: the logits are multiples of 1/8
        }
        double uniform = random.nextDouble();
        SamplingParams params = params(0.7, 0.9, 20, 0.01);
        assertThat(draw(params, shifted, uniform)).isEqualTo(draw(params, row, uniform));
    }

    /// Logits in steps of 1/8, so that ties are common.
    private static float[] randomRow(Random random) {
        var row = new float[1 + random.nextInt(900)];
        for (int i = 0; i < row.length; i++) {
            row[i] = Math.round(random.nextGaussian() * 16) / 8f;
        }
        return row;
    }

    private static SortedSet<Integer> keptBySorting(float[] row, SamplingParams params) {
        var weights = new double[row.length];
        double max = IntStream.range(0, row.length).mapToDouble(i -> row[i]).max().orElseThrow();
        Arrays.setAll(weights, i -> Math.exp((row[i] - max) / params.temperature()));
        int[] order =
                IntStream.range(0, row.length)
                        .boxed()
                        .sorted(Comparator.comparingDouble(i -> -weights[i]))
                        .mapToInt(i -> i)
                        .toArray();
        int k = params.topK() == 0 ? row.length : Math.min(params.topK(), row.length);
        double mass = Arrays.stream(order, 0, k).mapToDouble(i -> weights[i]).sum();
        var kept = new TreeSet<Integer>();
        double before = 0;
        for (int i = 0; i < k && before < params.topP() * mass; i++) {
            before += weights[order[i]];
            if (weights[order[i]] >= params.minP()) {
                kept.add(order[i]);
            }
        }
        return kept;
    }

    /// Every token that a fine comb of numbers draws.
    private static SortedSet<Integer> support(SamplingParams params, float[] row) {
        var tokens = new TreeSet<Integer>();
        for (int i = 0; i < 1000; i++) {
            tokens.add(draw(params, row, i / 1000.0));
        }
        return tokens;
    }

    private static int draw(SamplingParams params, float[] row, double uniform) {
        return drawn(params, row, uniform).token();
    }

    private static NextTokens.Draw drawn(SamplingParams params, float[] row, double uniform) {
        try (var sampler = new TokenSampler(params);
                var _ = new TensorScope()) {
            return sampler.read(Tensors.floats(row).view(1, row.length)).draw(0, uniform);
        }
    }

    private static SamplingParams params(double temperature, double topP, int topK, double minP) {
        return new SamplingParams(1, temperature, topP, topK, minP, 1, 0);
    }

    private static float[] logs(double... probabilities) {
        var logs = new float[probabilities.length];
        for (int i = 0; i < logs.length; i++) {
            logs[i] = (float) Math.log(probabilities[i]);
        }
        return logs;
    }
}
