package dev.murmur.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.murmur.data.FinishReason;
import dev.murmur.data.KeyedRandom;
import dev.murmur.data.TokenGroup;
import dev.murmur.data.TokenReply;
import dev.murmur.golden.Golden;
import dev.murmur.metrics.StoppedException;
import dev.murmur.model.CausalLm;
import dev.murmur.model.GroupBatch;
import dev.murmur.model.TinyModels;
import dev.murmur.tensor.Dtype;
import dev.murmur.tensor.TensorScope;
import dev.murmur.tensor.Tensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BeamSearchTest {
    private static final Offset<Double> CLOSE = Offset.offset(1e-4);

    /// One in eight tokens ends a reply, so that searches end at different steps.
    private static final Set<Integer> STOPS = Set.of(0, 8, 16, 24, 32, 40, 48, 56);

    @TempDir Path folder;
    private CausalLm model;

    @BeforeEach
    void open() {
        model = TinyModels.random(folder, true, 3);
    }

    @AfterEach
    void close() {
        model.close();
    }

    /// A search of `beams.json`.
    record Search(
            int[] prompt,
            Set<Integer> stops,
            BeamParams params,
            List<int[]> replies,
            double[] scores) {
        static Search of(JsonNode node) {
            int beams = node.get("num_beams").intValue();
            return new Search(
                    Golden.ints(node.get("prompt")),
                    Arrays.stream(Golden.ints(node.get("eos"))).boxed().collect(Collectors.toSet()),
                    new BeamParams(
                            beams,
                            beams,
                            node.get("length_penalty").doubleValue(),
                            switch (node.get("early_stopping").asText()) {
                                case "true" -> EarlyStopping.FULL;
                                case "false" -> EarlyStopping.HEURISTIC;
                                default -> EarlyStopping.NEVER;
                            },
                            node.get("max_new_tokens").intValue()),
                    node.get("replies").valueStream().map(Golden::ints).toList(),
                    Golden.doubles(node.get("scores")));
        }

        @Override
        public String toString() {
            return params + ", " + stops.size() + " stops";
        }
    }

    static Stream<Search> searches() {
        return Golden.json("beams.json").get("searches").valueStream().map(Search::of);
    }

    @ParameterizedTest
    @MethodSource("searches")
    void repliesAndScoresAreThoseOfTransformers(Search search) {
        Path golden = Golden.path("models/" + Golden.json("beams.json").get("model").asText());
        try (CausalLm reference = CausalLm.frozen(golden, Dtype.FLOAT32)) {
            List<Beam> beams =
                    new BeamSearch(reference, search.params, search.stops)
                            .search(List.of(search.prompt), _ -> {})
                            .getFirst();
            assertThat(beams).hasSameSizeAs(search.replies);
            for (int i = 0; i < beams.size(); i++) {
                assertThat(beams.get(i).ids()).containsExactly(search.replies.get(i));
                assertThat(beams.get(i).score()).isCloseTo(search.scores[i], CLOSE);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void whatSharesTheBatchChangesNothing(long seed) {
        List<int[]> prompts = prompts(7, seed);
        BeamParams params = params(4, seed % 2 == 0 ? 1.0 : 0.0, 20);
        List<List<Beam>> together = search(prompts, params);
        for (int p = 0; p < prompts.size(); p++) {
            assertSame(together.get(p), search(List.of(prompts.get(p)), params).getFirst());
        }
        List<List<Beam>> backwards = search(prompts.reversed(), params).reversed();
        for (int p = 0; p < prompts.size(); p++) {
            assertSame(together.get(p), backwards.get(p));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void theScoreIsTheLogProbOfTheFullForwardOverTheLength(long seed) {
        for (double penalty : new double[] {0, 1, 1.5}) {
            int[] prompt = prompts(1, seed).getFirst();
            for (Beam beam : search(List.of(prompt), params(3, penalty, 12)).getFirst()) {
                double expected =
                        logProb(prompt, beam.ids()) / Math.pow(beam.ids().length, penalty);
                assertThat(beam.score()).isCloseTo(expected, CLOSE);
            }
        }
    }

    @Test
    void repliesComeBestFirstAndDiffer() {
        for (List<Beam> beams : search(prompts(6, 8), params(6, 1, 16))) {
            assertThat(beams)
                    .extracting(Beam::score)
                    .isSortedAccordingTo((a, b) -> Double.compare(b, a));
            assertThat(beams.stream().map(b -> Arrays.toString(b.ids())).distinct()).hasSize(6);
        }
    }

    /// With as many beams as two-token replies nothing is pruned, so the best one is found.
    @Test
    void anExhaustiveSearchFindsTheBestReply() {
        int[] prompt = {5, 9};
        double[] first = logProbs(prompt);
        double best =
                IntStream.range(0, TinyModels.VOCAB)
                        .mapToDouble(token ->
                                first[token]
                                        + Arrays.stream(logProbs(5, 9, token)).max().orElseThrow())
                        .max()
                        .orElseThrow();
        var params = new BeamParams(64, 1, 0, EarlyStopping.NEVER, 2);
        List<Beam> found =
                new BeamSearch(model, params, Set.of()).search(List.of(prompt), _ -> {}).getFirst();
        assertThat(found).hasSize(1);
        assertThat(found.getFirst().score()).isCloseTo(best, CLOSE);
    }

    @Test
    void aReplyEndsAtItsFirstStopTokenOrAtTheLimit() {
        var finishes = new ArrayList<FinishReason>();
        for (List<Beam> beams : search(prompts(12, 4), params(3, 1, 9))) {
            for (Beam beam : beams) {
                int last = beam.ids().length - 1;
                assertThat(IntStream.range(0, last).map(i -> beam.ids()[i]))
                        .noneMatch(STOPS::contains);
                boolean stopped = STOPS.contains(beam.ids()[last]);
                assertThat(beam.finish())
                        .isEqualTo(stopped ? FinishReason.STOP : FinishReason.LENGTH);
                assertThat(stopped || beam.ids().length == 9).isTrue();
                finishes.add(beam.finish());
            }
        }
        assertThat(finishes).contains(FinishReason.STOP, FinishReason.LENGTH);
    }

    @Test
    void onlyTheBestAreReturnedWhenFewerAreAskedFor() {
        List<int[]> prompts = prompts(2, 3);
        List<List<Beam>> all = search(prompts, params(4, 1, 10));
        var two = new BeamParams(4, 2, 1, EarlyStopping.HEURISTIC, 10);
        for (int p = 0; p < 2; p++) {
            assertSame(search(prompts, two).get(p), all.get(p).subList(0, 2));
        }
    }

    @Test
    void aSearchLeavesNoNativeObjectBehind() {
        List<int[]> prompts = prompts(6, 2);
        search(prompts, params(4, 1, 16));
        long before = Pointer.totalCount();
        for (int i = 0; i < 5; i++) {
            search(prompts, params(4, 1, 16));
        }
        assertThat(Pointer.totalCount()).isLessThanOrEqualTo(before);
    }

    @Test
    void whoeverListensMayStopIt() {
        var search = new BeamSearch(model, params(3, 1, 8), STOPS);
        assertThatThrownBy(() -> search.search(prompts(2, 1), BeamSearchTest::stop))
                .isInstanceOf(StoppedException.class)
                .hasMessage("stopped after 6");
    }

    private static void stop(int tokens) {
        throw new StoppedException("stopped after " + tokens);
    }

    @Test
    void logitsThatAreNoNumbersAreReportedAndNothingIsLeftBehind() {
        try (var _ = new NoGradGuard();
                var _ = new TensorScope()) {
            model.parameters().get("model.norm.weight", 32).mul_(new Scalar(Double.NaN));
        }
        long before = Pointer.totalCount();
        assertThatThrownBy(() -> search(prompts(1, 1), params(3, 1, 8)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "the likeliest continuation has the log-prob NaN, expected a finite number;"
                                + " are the model's weights damaged, or did its training diverge?");
        assertThat(Pointer.totalCount()).isLessThanOrEqualTo(before);
    }

    @Test
    void settingsOutOfRangeAreNamed() {
        assertThatThrownBy(() -> new BeamParams(1, 1, 1, EarlyStopping.NEVER, 5))
                .hasMessage(
                        "beam search: beams is 1, must be at least 2 (one beam is greedy:"
                                + " temperature 0)");
        assertThatThrownBy(() -> new BeamParams(3, 4, 1, EarlyStopping.NEVER, 5))
                .hasMessage("beam search: n is 4, must be in [1, 3], one of the beams each");
        assertThatThrownBy(() -> new BeamParams(3, 3, Double.NaN, EarlyStopping.NEVER, 5))
                .hasMessage("beam search: length_penalty is NaN, must be in [-100, 100]");
        assertThatThrownBy(() -> new BeamParams(3, 3, 1, EarlyStopping.NEVER, 0))
                .hasMessage("beam search: max_new_tokens is 0, must be at least 1");
        assertThatThrownBy(() -> new BeamSearch(model, params(57, 1, 5), STOPS))
                .hasMessage(
                        "beam search: beams is 57, must be at most 56, the tokens of the vocabulary"
                                + " that end no reply");
    }

    private List<List<Beam>> search(List<int[]> prompts, BeamParams params) {
        return new BeamSearch(model, params, STOPS).search(prompts, _ -> {});
    }

    private static void assertSame(List<Beam> actual, List<Beam> expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.size(); i++) {
            assertThat(actual.get(i).ids()).containsExactly(expected.get(i).ids());
            assertThat(actual.get(i).score()).isCloseTo(expected.get(i).score(), CLOSE);
        }
    }

    private double logProb(int[] prompt, int[] reply) {
        try (var _ = new NoGradGuard();
                var _ = new TensorScope()) {
            var group = new TokenGroup("p", prompt, List.of(TokenReply.of(reply)));
            return Arrays.stream(
                            Tensors.toDoubles(
                                    model.replyLogProbs(GroupBatch.of(List.of(group))).tokens()))
                    .sum();
        }
    }

    /// Of every token after a text.
    private double[] logProbs(int... ids) {
        try (var _ = new NoGradGuard();
                var _ = new TensorScope()) {
            var reply = TokenReply.of(Arrays.copyOfRange(ids, 1, ids.length));
            var group = new TokenGroup("p", new int[] {ids[0]}, List.of(reply));
            return Tensors.toDoubles(
                    model.logits(GroupBatch.of(List.of(group)))
                            .select(0, ids.length - 1)
                            .log_softmax(0));
        }
    }

    private static BeamParams params(int beams, double lengthPenalty, int maxNewTokens) {
        return new BeamParams(beams, beams, lengthPenalty, EarlyStopping.HEURISTIC, maxNewTokens);
    }

    private static List<int[]> prompts(int n, long seed) {
        long key = KeyedRandom.key(seed, "prompts", "");
        return IntStream.range(0, n)
                .mapToObj(p ->
                        IntStream.range(0, 1 + KeyedRandom.below(12, key, p))
                                .map(i -> KeyedRandom.below(64, key + p, 99 + i))
                                .toArray())
                .toList();
    }
}
