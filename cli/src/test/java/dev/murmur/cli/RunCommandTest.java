package dev.murmur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.murmur.data.AtomicFiles;
import dev.murmur.metrics.Progress;
import dev.murmur.metrics.RunContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunCommandTest {
    private static final RunContext STOPPED = new RunContext(Progress.NONE, () -> true);

    @TempDir static Path folder;
    private static TinyRuns runs;

    @BeforeAll
    static void makeRuns() throws IOException {
        runs = TinyRuns.in(folder);
    }

    @BeforeEach
    void forgetTheRun() throws IOException {
        AtomicFiles.deleteTree(runs.run());
    }

    @ParameterizedTest
    @CsvSource({
        "sft, model",
        "reward-model, model",
        "preference, model",
        "online, iteration-2/model",
        "rejection-sampling, model"
    })
    void everyKindRunsAndPrintsItsModelsFolder(String kind, String model) {
        Outcome outcome = Outcome.of("run", runs.recipe(kind));

        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.exitCode()).isEqualTo(ExitCodes.OK);
        assertThat(outcome.out()).isEqualTo(runs.run().resolve(model) + "\n");
        assertThat(runs.run().resolve(model).resolve("model.safetensors")).exists();
    }

    @Test
    void helpShowsExamples() {
        Outcome outcome = Outcome.of("run", "--help");

        assertThat(outcome.exitCode()).isEqualTo(ExitCodes.OK);
        assertThat(outcome.out())
                .contains("--resume", "murmur run recipes/sft.yaml", "murmur run --explain online");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sft", "reward-model", "preference", "online"})
    void explainPrintsEveryKeyOfAKind(String kind) {
        Outcome outcome = Outcome.of("run", "--explain", kind);

        assertThat(outcome.exitCode()).isEqualTo(ExitCodes.OK);
        assertThat(outcome.out()).contains("kind: " + kind, "learning_rate:", "# peak step size");
    }

    @Test
    void explainNamesTheKindsThereAre() {
        Outcome outcome = Outcome.of("run", "--explain", "ppo");

        assertThat(outcome.exitCode()).isEqualTo(ExitCodes.BAD_INPUT);
        assertThat(outcome.err()).contains("ppo", "sft", "reward-model", "preference", "online");
    }

    @Test
    void withoutARecipeItAsksForOne() {
        Outcome outcome = Outcome.of("run");

        assertThat(outcome.exitCode()).isEqualTo(ExitCodes.BAD_INPUT);
        assertThat(outcome.err()).contains("which recipe?");
    }

    @Test
    void aStoppedRunSaysExactlyHowToGoOn() {
        String set = "training={learning_rate: 1e-3, batch_size: 2}";
        Outcome stopped =
                Outcome.of(STOPPED, "run", runs.recipe("sft"), "--set", set, "--set", "seed=7");

        assertThat(stopped.exitCode()).isEqualTo(ExitCodes.STOPPED);
        assertThat(stopped.err())
                .isEqualTo(
                        "murmur: stopped before run/train; go on with: murmur run "
                                + runs.recipe("sft")
                                + " --set '"
                                + set
                                + "' --set seed=7 --resume\n");
        Outcome resumed =
                Outcome.of("run", runs.recipe("sft"), "--set", set, "--set", "seed=7", "--resume");
        assertThat(resumed.exitCode()).as(resumed.err()).isEqualTo(ExitCodes.OK);
    }

    @Test
    void theResumeCommandSurvivesAShell() throws IOException {
        Path recipe = folder.resolve("it's mine.yaml");
        Files.copy(runs.recipe("sft"), recipe);

        assertThat(Outcome.of(STOPPED, "run", recipe).err())
                .endsWith("murmur run '" + folder + "/it'\\''s mine.yaml' --resume\n");
    }

    @Test
    void aRunThatIsThereIsBadInput() {
        Outcome.of("run", runs.recipe("sft"));
        Outcome again = Outcome.of("run", runs.recipe("sft"));

        assertThat(again.exitCode()).isEqualTo(ExitCodes.BAD_INPUT);
        assertThat(again.err())
                .isEqualTo(
                        "murmur: "
                                + runs.run()
                                + " already holds a run; add --resume to go on with it, or set"
                                + " another output\n");
    }

    @Test
    void anotherRecipeUnderARunIsBadInputThatNamesTheLine() {
        Outcome.of("run", runs.recipe("sft"));
        Outcome other = Outcome.of("run", runs.recipe("sft"), "--set", "seed=7", "--resume");

        assertThat(other.exitCode()).isEqualTo(ExitCodes.BAD_INPUT);
        assertThat(other.err())
                .startsWith("murmur: " + runs.run().resolve("recipe.yaml") + ":")
                .contains("the run began with 'seed: 42', the recipe now says 'seed: 7'");
    }
}
