package dev.murmur.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.murmur.data.KeyedRandom;
import dev.murmur.tensor.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What holds for every ranking loss.
class RankingLossTest {
    private static final List<RankingLoss> LOSSES =
            List.of(
                    new BradleyTerryLoss(),
                    new PairwiseSplitLoss(),
                    new PlackettLuceLoss(PlackettLuceLoss.Ties.EXCLUDE),
                    new PlackettLuceLoss(PlackettLuceLoss.Ties.EFRON));

    static Stream<RankingLoss> losses() {
        return LOSSES.stream();
    }

    static Stream<Arguments> lossesAndSeeds() {
        return LOSSES.stream()
                .flatMap(
                        loss -> LongStream.range(0, 20).mapToObj(seed -> Arguments.of(loss, seed)));
    }

    @ParameterizedTest
    @MethodSource("lossesAndSeeds")
    void gradientIsThatOfCentralDifferences(RankingLoss loss, long seed) {
        var group = Group.random(loss, seed);

        double[] exact = GradientCheck.byAutograd(s -> group.with(loss, s).sum(), group.scores);
        double[] measured =
                GradientCheck.byCentralDifferences(s -> group.with(loss, s).sum(), group.scores);

        assertThat(exact).containsExactly(measured, within(1e-8));
    }

    @ParameterizedTest
    @MethodSource("lossesAndSeeds")
    void permutingRepliesWithTheirRanksChangesNothing(RankingLoss loss, long seed) {
        var group = Group.random(loss, seed);
        var value = group.with(loss);
        var permuted = group.permuted(seed).with(loss);

        assertThat(permuted.items()).isEqualTo(value.items());
        assertThat(permuted.sum().item_double())
                .isCloseTo(value.sum().item_double(), within(1e-12));
        assertThat(permuted.metrics().values())
                .zipSatisfy(
                        value.metrics().values(),
                        (a, b) -> assertThat(a).isCloseTo(b, within(1e-12)));
    }

    @ParameterizedTest
    @MethodSource("lossesAndSeeds")
    void turningTheOrderRoundNegatesTheMargin(RankingLoss loss, long seed) {
        var group = Group.random(loss, seed);
        double[] turned = Arrays.stream(group.ranks).map(rank -> -rank).toArray();

        double margin = group.with(loss).metrics().get("margin");
        double negated = new Group(group.scores, turned).with(loss).metrics().get("margin");

        assertThat(negated).isCloseTo(-margin, within(1e-12));
    }

    @ParameterizedTest
    @MethodSource("lossesAndSeeds")
    void addingTheSameToEveryScoreChangesNothing(RankingLoss loss, long seed) {
        var group = Group.random(loss, seed);
        double[] raised = Arrays.stream(group.scores).map(score -> score + 3).toArray();

        assertThat(new Group(raised, group.ranks).with(loss).sum().item_double())
                .isCloseTo(group.with(loss).sum().item_double(), within(1e-12));
    }

    @ParameterizedTest
    @MethodSource("losses")
    void aGroupOfTiesTeachesNothingAndCanBeDifferentiated(RankingLoss loss) {
        var group = new Group(new double[] {0.5, -2}, new double[] {3, 3});

        var value = group.with(loss);

        assertThat(value.items()).isZero();
        assertThat(value.sum().item_double()).isZero();
        assertThat(value.metrics().values()).containsOnly(0.0);
        assertThat(GradientCheck.byAutograd(s -> group.with(loss, s).sum(), group.scores))
                .containsOnly(0.0);
    }

    @ParameterizedTest
    @MethodSource("losses")
    void staysFiniteForExtremeScores(RankingLoss loss) {
        for (double size : new double[] {1e4, -1e4, 1e30, -1e30}) {
            var scores = Tensors.floats((float) size, (float) -size);
            scores.set_requires_grad(true);
            Tensor sum = loss.compute(scores, new double[] {1, 2}).sum();
            sum.backward();

            assertThat(sum.item_double()) // 0 or the margin
                    .isCloseTo(Math.max(0, -2 * size), withinPercentage(1e-4));
            assertThat(Arrays.stream(Tensors.toDoubles(scores.grad()))).allMatch(Double::isFinite);
        }
    }

    @ParameterizedTest
    @MethodSource("losses")
    void refusesWhatIsNotARanking(RankingLoss loss) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> loss.compute(Tensors.floats(1, 2), new double[] {1, 2, 3}))
                .withMessage("scores has shape [2], expected [3]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> loss.compute(Tensors.floats(1), new double[] {1}))
                .withMessage("a ranking has 1 replies, expected at least 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> loss.compute(Tensors.floats(1, 2), new double[] {1, Double.NaN}))
                .withMessage("ranks[1] is NaN, expected a number, 1 for the best");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> loss.compute(Tensors.longs(1L, 2L), new double[] {1, 2}))
                .withMessage("scores has dtype Long, expected Float or Double");
    }

    private record Group(double[] scores, double[] ranks) {
        /// As many replies as the loss takes, with ties where it matters how they are treated.
        static Group random(RankingLoss loss, long seed) {
            var random = new Random(seed);
            int replies = loss instanceof BradleyTerryLoss ? 2 : 2 + random.nextInt(6);
            return new Group(
                    random.doubles(replies, -3, 3).toArray(),
                    random.ints(replies, 1, replies + 1).asDoubleStream().toArray());
        }

        LossValue with(RankingLoss loss) {
            return with(loss, Tensors.doubles(scores));
        }

        LossValue with(RankingLoss loss, Tensor at) {
            return loss.compute(at, ranks);
        }

        Group permuted(long seed) {
            int[] order = KeyedRandom.permutation(ranks.length, seed);
            return new Group(permuted(scores, order), permuted(ranks, order));
        }

        private static double[] permuted(double[] values, int[] order) {
            return Arrays.stream(order).mapToDouble(i -> values[i]).toArray();
        }
    }
}
