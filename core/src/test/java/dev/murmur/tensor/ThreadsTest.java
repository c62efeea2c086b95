package dev.murmur.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.murmur.metrics.StoppedException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThreadsTest {
    private static final List<Integer> ITEMS = IntStream.range(0, 50).boxed().toList();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void resultsAndNewsOfThemComeInTheOrderOfTheItems(int workers) {
        var finished = new ArrayList<Integer>();
        List<Integer> squares = Threads.map(ITEMS, workers, i -> i * i, finished::add);
        assertThat(squares).isEqualTo(ITEMS.stream().map(i -> i * i).toList());
        assertThat(finished).isEqualTo(squares);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void whatAPieceOfWorkThrowsArrivesAsItWasThrown(int workers) {
        assertThatThrownBy(() ->
                        Threads.map(
                                ITEMS,
                                workers,
                                i -> {
                                    throw new StoppedException("stopped at " + i);
                                },
                                _ -> {}))
                .isInstanceOf(StoppedException.class)
                .hasMessageStartingWith("stopped at");
    }

    @Test
    void atMostOneResultMoreThanWorkersWaitsForThoseBeforeIt() {
        var begun = new AtomicInteger();
        var aheadOfNews = new ArrayList<Integer>();
        Threads.map(
                ITEMS,
                3,
                i -> begun.incrementAndGet(),
                i -> aheadOfNews.add(begun.get() - aheadOfNews.size()));
        assertThat(aheadOfNews).hasSize(ITEMS.size()).allMatch(ahead -> ahead <= 4);
    }

    @Test
    void aSmallModelGetsAWorkerACoreAndALargeOneASingleWorker() {
        assertThat(Threads.forModel(100_000_000)).isEqualTo(1);
        int cores = Runtime.getRuntime().availableProcessors();
        assertThat(Threads.forModel(15_000_000)).isEqualTo(cores);
        assertThat(torch.get_num_threads()).isEqualTo(cores); // for what is done between batches
        assertThat(Threads.forModel(1_000_000)).isEqualTo(cores);
        assertThat(torch.get_num_threads()).isEqualTo(1);
    }

    @Test
    void aShortStepOfASmallModelIsNotSplitAndALongOneOrALargeModelsIs() {
        int cores = Runtime.getRuntime().availableProcessors();
        Threads.forModel(100_000_000);
        assertThat(Threads.forSteps(15_000_000, 16)).isEqualTo(1);
        assertThat(Threads.forSteps(15_000_000, 17)).isEqualTo(cores);
        assertThat(Threads.forSteps(100_000_000, 1)).isEqualTo(cores);
    }

    @Test
    void aSinglePieceOfWorkHasItsOwnThreadsAndTheCallerThenHasItsFormerAgain() {
        int before = torch.get_num_threads();
        List<Integer> within =
                Threads.sideBySide(List.of(0), before + 1, _ -> torch.get_num_threads());
        assertThat(within).containsExactly(before + 1);
        assertThat(torch.get_num_threads()).isEqualTo(before);
    }
}
