package dev.murmur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.murmur.data.DataException;
import dev.murmur.metrics.StoppedException;
import dev.murmur.model.CheckpointException;
import dev.murmur.recipe.RecipeException;
import dev.murmur.sandbox.SandboxException;
import dev.murmur.training.NonFiniteLossException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FailureTest {
    static Stream<RuntimeException> badInputs() {
        return Stream.of(
                new RecipeException("x.yaml:14: no"),
                new DataException("x.jsonl:3: no"),
                new CheckpointException("no lm_head.weight"),
                new SandboxException("there is no unshare"),
                new IllegalArgumentException("sampling.n is 0, must be at least 1"));
    }

    @ParameterizedTest
    @MethodSource("badInputs")
    void badInputIsItsOwnMessage(RuntimeException thrown) {
        assertThat(Failure.of(thrown))
                .isEqualTo(new Failure(ExitCodes.BAD_INPUT, thrown.getMessage(), false));
    }

    @Test
    void aStoppedRunSaysHowToGoOn() {
        assertThat(Failure.of(new StoppedException("go on with --resume")))
                .isEqualTo(new Failure(ExitCodes.STOPPED, "go on with --resume", false));
    }

    @Test
    void aLossThatIsNoNumberIsAFailureThatSaysWhatToDo() {
        var thrown = new NonFiniteLossException("step 3: loss is NaN");

        assertThat(Failure.of(thrown))
                .isEqualTo(new Failure(ExitCodes.FAILED, "step 3: loss is NaN", false));
    }

    @Test
    void aMissingFileIsBadInput() {
        var thrown = new UncheckedIOException(new NoSuchFileException("data/pairs.jsonl"));

        assertThat(Failure.of(thrown))
                .isEqualTo(
                        new Failure(ExitCodes.BAD_INPUT, "data/pairs.jsonl does not exist", false));
        assertThat(Failure.of(new NoSuchFileException("a")).line()).isEqualTo("a does not exist");
    }

    @Test
    void aFullDiskIsAFailureOfTheMachine() {
        var thrown = new UncheckedIOException("cannot write model", new IOException("no space"));

        assertThat(Failure.of(thrown))
                .isEqualTo(new Failure(ExitCodes.FAILED, "cannot write model", false));
    }

    @Test
    void aFullHeapSaysHowToRaiseIt() {
        Failure failure = Failure.of(new OutOfMemoryError("Java heap space"));

        assertThat(failure.exitCode()).isEqualTo(ExitCodes.FAILED);
        assertThat(failure.line()).contains("Java heap space", "MiB", "MURMUR_JAVA_OPTS=-Xmx");
    }

    @Test
    void anythingElseIsABugAndShowsItsStackTrace() {
        Failure failure = Failure.of(new IllegalStateException("two owners"));

        assertThat(failure.exitCode()).isEqualTo(ExitCodes.FAILED);
        assertThat(failure.line()).contains("internal error", "two owners");
        assertThat(failure.unexpected()).isTrue();
    }

    @Test
    void aMessageThatIsMissingIsMadeUpForByTheStackTrace() {
        assertThat(Failure.of(new IllegalArgumentException()).unexpected()).isTrue();
    }
}
