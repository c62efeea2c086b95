package dev.murmur.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.murmur.data.AtomicFiles;
import dev.murmur.data.DataException;
import dev.murmur.metrics.StopSignal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A policy that starts as its reference begins at loss log 2 and no margin; with log-probs of
/// another model in the reference's place nothing is trained.
class StartCheckTest {
    @TempDir static Path folder;
    private static TinyRecipes recipes;

    @BeforeAll
    static void makeRecipes() {
        recipes = TinyRecipes.in(folder);
    }

    @BeforeEach
    void forgetTheRun() throws IOException {
        AtomicFiles.deleteTree(recipes.run());
    }

    @Test
    void aPreferenceRunRefusesTheReferenceOfAnotherModel() throws IOException {
        String others = referenceOfAnotherModel();
        Runs.run(recipes.preference());
        assertBeginsAtLogTwo(recipes.run());
        plant(others, recipes.run());

        assertThatThrownBy(() -> Runs.run(recipes.preference(), true, StopSignal.NEVER))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("train tiny: the policy starts as the reference, yet their")
                .hasMessageEndingWith(
                        "was reference.jsonl made with this model, template and data?");
        assertThat(recipes.run().resolve("train.done.json")).doesNotExist();
    }

    private static String referenceOfAnotherModel() throws IOException {
        Runs.run(recipes.preference("model.path=" + recipes.random()));
        String reference = Files.readString(recipes.run().resolve("reference.jsonl"));
        AtomicFiles.deleteTree(recipes.run());
        return reference;
    }

    @Test
    void anOnlineRunRefusesAReferenceThatIsNotItsPolicy() throws IOException {
        Recipe recipe = recipes.online("iterations=1");
        Runs.run(recipe);
        Path iteration = recipes.run().resolve("iteration-1");
        assertBeginsAtLogTwo(iteration);
        String moved =
                Files.readString(iteration.resolve("reference.jsonl"))
                        .replaceAll("\"chosen\":-", "\"chosen\":-9");
        plant(moved, iteration);

        assertThatThrownBy(() -> Runs.run(recipe, true, StopSignal.NEVER))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("the policy starts as the reference, yet their log-probs of");
        assertThat(iteration.resolve("train.done.json")).doesNotExist();
    }

    private static void assertBeginsAtLogTwo(Path trained) throws IOException {
        String first = Files.readAllLines(trained.resolve("metrics.jsonl")).getFirst();
        JsonNode step = new JsonMapper().readTree(first);
        assertThat(step.path("loss").asDouble()).isCloseTo(Math.log(2), within(1e-4));
        assertThat(step.path("margin").asDouble()).isCloseTo(0, within(1e-4));
    }

    /// Before training, as if the reference had been written so.
    private static void plant(String reference, Path run) throws IOException {
        Path file = run.resolve("reference.jsonl");
        String before = AtomicFiles.sha256(file);
        Files.writeString(file, reference);
        Path done = run.resolve("reference.done.json");
        Files.writeString(done, Files.readString(done).replace(before, AtomicFiles.sha256(file)));
        Files.delete(run.resolve("train.done.json"));
    }
}
