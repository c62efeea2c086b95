package dev.murmur.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenBudgetTest {
    private static final int BUDGET = 100;

    @Test
    void whatFitsTogetherStaysTogetherInItsOrder() {
        assertThat(TokenBudget.pack(groups(20, 50, 30), BUDGET))
                .containsExactly(new int[] {0, 1, 2});
    }

    @Test
    void aShortGroupFillsWhatALongOneLeaves() {
        assertThat(TokenBudget.pack(groups(60, 30, 70, 40), BUDGET))
                .containsExactly(new int[] {1, 2}, new int[] {0, 3});
    }

    @Test
    void whatIsLongerThanTheBudgetIsAlone() {
        assertThat(TokenBudget.pack(groups(10, 150, 120), BUDGET))
                .containsExactly(new int[] {1}, new int[] {2}, new int[] {0});
        assertThat(TokenBudget.packByLength(groups(10, 150, 120), BUDGET))
                .containsExactly(new int[] {1}, new int[] {2}, new int[] {0});
    }

    @Test
    void similarLengthsShareABatch() {
        assertThat(TokenBudget.packByLength(groups(10, 60, 11, 40, 12), BUDGET))
                .containsExactly(new int[] {1, 3}, new int[] {4, 2, 0});
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 40, 200})
    void everyGroupIsInOneBatchAndNoBatchIsTooLarge(int count) {
        int[] lengths =
                IntStream.range(0, count)
                        .map(i -> 2 + KeyedRandom.below(BUDGET - 1, 1, i))
                        .toArray();
        List<TokenGroup> groups = groups(lengths);
        for (List<int[]> batches :
                List.of(
                        TokenBudget.pack(groups, BUDGET),
                        TokenBudget.packByLength(groups, BUDGET))) {
            assertThat(batches.stream().flatMapToInt(Arrays::stream).sorted())
                    .containsExactly(IntStream.range(0, count).boxed().toArray(Integer[]::new));
            assertThat(batches)
                    .allSatisfy(batch ->
                            assertThat(Arrays.stream(batch).map(i -> lengths[i]).sum())
                                    .isLessThanOrEqualTo(BUDGET));
        }
    }

    @Test
    void noTwoBatchesWouldFitIntoOne() {
        int[] lengths = IntStream.range(0, 100).map(i -> 2 + KeyedRandom.below(60, 2, i)).toArray();
        int[] sums =
                TokenBudget.pack(groups(lengths), BUDGET).stream()
                        .mapToInt(batch -> Arrays.stream(batch).map(i -> lengths[i]).sum())
                        .sorted()
                        .toArray();

        assertThat(sums[0] + sums[1]).isGreaterThan(BUDGET);
    }

    @Test
    void evenBatchesComeInAMultipleAndAreOfAboutTheSameSize() {
        assertThat(TokenBudget.packEvenly(groups(40, 40, 40, 40, 40, 40, 40, 40), BUDGET, 4, 1))
                .containsExactly(
                        new int[] {0, 1}, new int[] {2, 3}, new int[] {4, 5}, new int[] {6, 7});
        assertThat(TokenBudget.packEvenly(groups(10, 20, 30), BUDGET, 4, 1))
                .containsExactly(new int[] {2}, new int[] {1}, new int[] {0});
        assertThat(TokenBudget.packEvenly(groups(150, 20, 30), BUDGET, 1, 1))
                .containsExactly(new int[] {0}, new int[] {1, 2});
    }

    @Test
    void evenBatchesAreNotMadeTooSmallToHaveMore() {
        assertThat(TokenBudget.packEvenly(groups(20, 20, 20, 20), BUDGET, 4, 40)).hasSize(2);
        assertThat(TokenBudget.packEvenly(groups(20, 20, 20, 20), BUDGET, 4, 200)).hasSize(1);
        assertThat(TokenBudget.packEvenly(groups(60, 60, 60), BUDGET, 4, 200)).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 50})
    void evenBatchesAreNoMoreThanTheMultipleAsksForAndSmallerThanFullOnes(int count) {
        int[] lengths =
                IntStream.range(0, count).map(i -> 2 + KeyedRandom.below(60, 3, i)).toArray();
        List<TokenGroup> groups = groups(lengths);
        List<int[]> full = TokenBudget.pack(groups, BUDGET);
        List<int[]> even = TokenBudget.packEvenly(groups, BUDGET, 4, 1);
        assertThat(even.stream().flatMapToInt(Arrays::stream).sorted())
                .containsExactly(IntStream.range(0, count).boxed().toArray(Integer[]::new));
        assertThat(even).hasSizeLessThanOrEqualTo(Math.ceilDiv(full.size(), 4) * 4);
        assertThat(longest(even, lengths)).isLessThanOrEqualTo(longest(full, lengths));
    }

    private static int longest(List<int[]> batches, int[] lengths) {
        return batches.stream()
                .mapToInt(batch -> Arrays.stream(batch).map(i -> lengths[i]).sum())
                .max()
                .orElseThrow();
    }

    private static List<TokenGroup> groups(int... lengths) {
        return Arrays.stream(lengths)
                .mapToObj(n -> new TokenGroup("g", new int[n - 1], List.of(TokenReply.of(1))))
                .toList();
    }
}
