package dev.murmur.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.murmur.data.FinishReason;
import dev.murmur.generation.TextGenerator.Continuation;
import dev.murmur.generation.TextGenerator.Continued;
import dev.murmur.generation.TextGenerator.Start;
import dev.murmur.golden.Golden;
import dev.murmur.metrics.Progress;
import dev.murmur.metrics.RunContext;
import dev.murmur.metrics.StoppedException;
import dev.murmur.tensor.Dtype;
import dev.murmur.text.Tokenizer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TextGeneratorTest {
    /// Random weights, 640 positions.
    private static final Path MODEL = Golden.path("benchmarks/model");

    private static final List<Start> STARTS =
            List.of(
                    new Start("a", "The river runs"),
                    new Start("b", "music"),
                    new Start("c", "A longer beginning, with a café in it, and then"));

    private static TextGenerator generator;

    @BeforeAll
    static void open() {
        generator = TextGenerator.open(MODEL, Dtype.FLOAT32);
    }

    @AfterAll
    static void close() {
        generator.close();
    }

    @Test
    void endsBeforeTheTextThatEndsIt() {
        for (Start start : STARTS) {
            String whole = one(start, List.of(), 60).text();
            String stop = whole.substring(20, 23);
            Continuation ended = one(start, List.of("nowhere", stop), 60);
            assertThat(ended.text()).isEqualTo(whole.substring(0, whole.indexOf(stop)));
            assertThat(ended.finish()).isEqualTo(FinishReason.STOP);
        }
    }

    @Test
    void whatNothingEndsIsAsLongAsItMayBe() {
        Continuation whole = one(STARTS.getFirst(), List.of("nowhere"), 12);
        assertThat(whole.finish()).isEqualTo(FinishReason.LENGTH);
        assertThat(whole.text()).isNotEmpty();
    }

    @Test
    void drawsAreTheSameWhateverSharesTheBatch() {
        var params = new SamplingParams(3, 0.8, 1, 0, 0, 20, 5);
        List<Continued> together =
                generator.generate(STARTS, List.of("e"), params, RunContext.QUIET);
        for (int i = 0; i < STARTS.size(); i++) {
            assertThat(
                            generator.generate(
                                    STARTS.subList(i, i + 1),
                                    List.of("e"),
                                    params,
                                    RunContext.QUIET))
                    .containsExactly(together.get(i));
        }
        assertThat(together.getFirst().continuations()).doesNotHaveDuplicates();
    }

    @Test
    void aTextThatIsTooLongLosesItsBeginning() {
        String end = "stone and glass ".repeat(200);
        List<Continued> continued =
                generator.generate(
                        List.of(
                                new Start("a", "One beginning. " + end),
                                new Start("b", "Another one, which is longer. " + end),
                                new Start("c", "short")),
                        List.of(),
                        new SamplingParams(1, 0, 1, 0, 0, 30, 0),
                        RunContext.QUIET);
        assertThat(continued).extracting(Continued::cut).containsExactly(true, true, false);
        assertThat(continued.get(0)).isEqualTo(continued.get(1));
    }

    @Test
    void aModelWithTooFewPositionsIsRefused() {
        assertThatThrownBy(() -> one(STARTS.getFirst(), List.of(), 640))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("max_new_tokens is 640, must be less than the model's 640 positions");
    }

    @Test
    void stopsWhenAsked() {
        var stopping = new RunContext(Progress.NONE, () -> true);
        var params = new SamplingParams(1, 0, 1, 0, 0, 20, 0);
        assertThatThrownBy(() -> generator.generate(STARTS, List.of(), params, stopping))
                .isInstanceOf(StoppedException.class);
    }

    @Test
    void nothingIsContinuedByNothing() {
        var params = new SamplingParams(1, 0, 1, 0, 0, 20, 0);
        assertThat(generator.generate(List.of(), List.of(), params, RunContext.QUIET)).isEmpty();
    }

    /// Token by token: it ends with the first that completes a stop, however its letters are cut
    /// into tokens.
    @Test
    void noTokenIsDrawnAfterTheStop() {
        try (Tokenizer tokenizer = Tokenizer.open(MODEL)) {
            var end = new StopTexts(tokenizer, Set.of(2), List.of("\ndef", "naïve"));
            for (String text :
                    List.of(
                            "    return x\n\ndef next(x):",
                            "a very naïve garden",
                            "no stop here")) {
                int[] ids = tokenizer.encode(text);
                for (int length = 1; length <= ids.length; length++) {
                    String before = tokenizer.decode(Arrays.copyOf(ids, length));
                    assertThat(end.reached(ids, length))
                            .as(before)
                            .isEqualTo(before.contains("\ndef") || before.contains("naïve"));
                }
            }
            assertThat(end.reached(new int[] {40, 2}, 2)).isTrue();
            assertThat(end.cut("x\ndef y naïve")).isEqualTo("x");
        }
    }

    private static Continuation one(Start start, List<String> until, int maxNewTokens) {
        return generator
                .generate(
                        List.of(start),
                        until,
                        new SamplingParams(1, 0, 1, 0, 0, maxNewTokens, 0),
                        RunContext.QUIET)
                .getFirst()
                .continuations()
                .getFirst();
    }
}
