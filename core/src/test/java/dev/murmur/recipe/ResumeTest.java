package dev.murmur.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.murmur.data.AtomicFiles;
import dev.murmur.metrics.StopSignal;
import dev.murmur.metrics.StoppedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Runs that are stopped and go on.
class ResumeTest {
    /// Every kind, with checkpoints at some steps and at none.
    enum Kind {
        SFT,
        REWARD_MODEL,
        PREFERENCE,
        UNPAIRED,
        ONLINE,
        REJECTION_SAMPLING,
        EVALUATION,
        POLICY_GRADIENT,
        ACTOR_CRITIC,
        ADAPTER,
        MEASURED;

        Recipe recipe(TinyRecipes recipes) {
            return switch (this) {
                case SFT -> recipes.sft("training.checkpoint_every=3");
                case REWARD_MODEL -> recipes.rewardModel("rankings");
                case PREFERENCE -> recipes.preference("training.checkpoint_every=1");
                case UNPAIRED ->
                        recipes.unpaired(
                                "labelled",
                                "training.checkpoint_every=1",
                                "training.evaluate_every=2");
                case ONLINE -> recipes.online("reference=previous");
                case REJECTION_SAMPLING -> recipes.rejectionSampling("training.checkpoint_every=1");
                case EVALUATION -> recipes.evaluation();
                case POLICY_GRADIENT ->
                        recipes.policyGradient(
                                "{type: grpo}",
                                "training.checkpoint_every=1",
                                "shaping={scale_by_running_std: true}");
                case ACTOR_CRITIC ->
                        recipes.policyGradient(
                                "{type: ppo}",
                                "value={warmup_iterations: 1}",
                                "training.lora={rank: 2}");
                case ADAPTER ->
                        recipes.rewardModel(
                                "pairs",
                                "training.checkpoint_every=1",
                                "training.lora={rank: 2}",
                                "training.gradient_checkpointing=true");
                case MEASURED ->
                        recipes.preference(
                                "training.checkpoint_every=2",
                                "training.dtype=bfloat16",
                                "training.evaluate_every=1",
                                "training.best={metric: margin, patience: 1}");
            };
        }
    }

    /// At how many points of each kind to stop.
    private static final int STOPS = 6;

    @TempDir static Path folder;
    private static TinyRecipes recipes;

    @BeforeAll
    static void makeRecipes() {
        recipes = TinyRecipes.in(folder);
    }

    @BeforeEach
    void forgetTheRun() throws IOException {
        forget();
    }

    private static void forget() throws IOException {
        AtomicFiles.deleteTree(recipes.run());
        AtomicFiles.deleteTree(folder.resolve(".cache"));
    }

    @ParameterizedTest
    @EnumSource
    void stoppedAnywhereARunEndsWithTheSameBytes(Kind kind) throws IOException {
        Recipe recipe = kind.recipe(recipes);
        var points = new AtomicInteger();
        Runs.run(
                recipe,
                false,
                () -> {
                    points.incrementAndGet();
                    return false;
                });
        Map<String, String> whole = Runs.hashes(recipes.run());
        List<String> phases = Runs.phases(recipes.run());

        int step = Math.ceilDiv(points.get(), STOPS);
        for (int point = 1; point <= points.get(); point += step) {
            forget();
            StopSignal stop = after(point);
            assertThatThrownBy(() -> Runs.run(recipe, false, stop))
                    .isInstanceOf(StoppedException.class)
                    .hasMessageStartingWith("stopped ");
            Runs.run(recipe, true, StopSignal.NEVER);
            assertThat(Runs.hashes(recipes.run())).as("stopped at %d", point).isEqualTo(whole);
            assertThat(Runs.phases(recipes.run())).isEqualTo(phases);
        }
    }

    @ParameterizedTest
    @EnumSource
    void stoppedAgainAndAgainItStillEndsWithTheSameBytes(Kind kind) throws IOException {
        Recipe recipe = kind.recipe(recipes);
        Runs.run(recipe);
        Map<String, String> whole = Runs.hashes(recipes.run());
        List<String> phases = Runs.phases(recipes.run());
        forget();

        int stops = 0;
        while (isStopped(recipe, stops)) {
            stops++;
        }
        assertThat(stops).isGreaterThanOrEqualTo(2);
        assertThat(Runs.hashes(recipes.run())).isEqualTo(whole);
        assertThat(Runs.phases(recipes.run())).isEqualTo(phases);
    }

    /// Stops later each time: a phase that cannot be left half done must get its turn.
    private static boolean isStopped(Recipe recipe, int stops) {
        try {
            Runs.run(recipe, stops > 0, after(2 + 3 * stops));
            return false;
        } catch (StoppedException _) {
            return true;
        }
    }

    @Test
    void aFinishedRunHasNothingLeftToDo() throws IOException {
        Path model = Runs.run(recipes.sft());
        Map<String, String> whole = Runs.hashes(recipes.run());
        List<String> phases = Runs.phases(recipes.run());

        assertThat(Runs.run(recipes.sft(), true, () -> true)).isEqualTo(model);
        assertThat(Runs.hashes(recipes.run())).isEqualTo(whole);
        assertThat(Runs.phases(recipes.run())).isEqualTo(phases);
    }

    @Test
    void aRunThatIsThereIsNotBegunAgain() throws IOException {
        Runs.run(recipes.sft());
        Map<String, String> whole = Runs.hashes(recipes.run());

        assertThatThrownBy(() -> Runs.run(recipes.sft()))
                .isInstanceOf(RecipeException.class)
                .hasMessage(
                        recipes.run()
                                + " already holds a run; add --resume to go on with it, or set"
                                + " another output");
        assertThat(Runs.hashes(recipes.run())).isEqualTo(whole);
    }

    @Test
    void anotherRecipeDoesNotGoOnWithARun() throws IOException {
        Runs.run(recipes.sft());
        Path written = recipes.run().resolve("recipe.yaml");
        int line = 1 + Files.readAllLines(written).indexOf("  batch_size: 4");

        assertThatThrownBy(() ->
                        Runs.run(recipes.sft("training.batch_size=8"), true, StopSignal.NEVER))
                .isInstanceOf(RecipeException.class)
                .hasMessage(
                        written
                                + ":"
                                + line
                                + ": the run began with 'batch_size: 4', the recipe now says"
                                + " 'batch_size: 8'; set it back to resume, or set another output");
    }

    /// As a kill leaves it while the checkpoints of a finished training are deleted.
    @Test
    void aCheckpointThatIsHalfDeletedIsNone() throws IOException {
        Recipe recipe = recipes.sft("training.checkpoint_every=1");
        Runs.run(recipe);
        Map<String, String> whole = Runs.hashes(recipes.run());
        AtomicFiles.deleteTree(recipes.run());
        assertThatThrownBy(() -> Runs.run(recipe, false, after(3)))
                .isInstanceOf(StoppedException.class);
        Path checkpoints = recipes.run().resolve("checkpoints");
        try (var found = Files.list(checkpoints)) {
            for (Path checkpoint : found.toList()) {
                Files.delete(checkpoint.resolve("state.json"));
                Files.delete(checkpoint.resolve("weights.safetensors"));
            }
        }
        Runs.run(recipe, true, StopSignal.NEVER);
        assertThat(Runs.hashes(recipes.run())).isEqualTo(whole);
    }

    @Test
    void otherDataUnderAFinishedPhaseIsAnError() throws IOException {
        Path data = folder.resolve("changing.jsonl");
        Files.copy(recipes.data("train-conversations"), data);
        Recipe recipe = recipes.sft("data.path=" + data);
        Runs.run(recipe);
        Files.copy(recipes.data("eval-conversations"), data, StandardCopyOption.REPLACE_EXISTING);

        assertThatThrownBy(() -> Runs.run(recipe, true, StopSignal.NEVER))
                .hasMessageContaining("run/train was finished with other settings or inputs")
                .hasMessageContaining("data has other contents");
    }

    /// Says stop from the given question on.
    private static StopSignal after(int point) {
        var asked = new AtomicInteger();
        return () -> asked.incrementAndGet() >= point;
    }
}
