package dev.murmur.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.murmur.metrics.RunContext;
import dev.murmur.recipe.EvaluationRecipe;
import dev.murmur.recipe.Recipe;
import dev.murmur.recipe.RecipeReader;
import dev.murmur.recipe.RecipeRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/// The recipes in `recipes/tiny`, run in the order of their README.
class TinyRecipesTest {
    private static final Path RECIPES = Path.of("..", "recipes", "tiny");
    private static final String COMMAND = "./murmur run recipes/tiny/";

    /// Where the recipes say `tiny/`.
    @TempDir static Path folder;

    /// In order: each needs models that earlier ones leave.
    static List<String> inOrder() throws IOException {
        return Files.readAllLines(RECIPES.resolve("README.md")).stream()
                .filter(line -> line.startsWith(COMMAND))
                .map(line -> line.substring(COMMAND.length()))
                .toList();
    }

    @BeforeAll
    static void makeWorld() {
        assertThat(makeTiny()).isZero();
    }

    private static int makeTiny() {
        var command =
                new TinyCommand(arguments -> {
                    Recipe recipe = RecipeReader.read(Path.of(arguments.get(1)), List.of());
                    run(recipe, arguments.contains("--resume"));
                    return 0;
                });
        return new CommandLine(command).execute("-o", folder.toString());
    }

    @Test
    void theWorldIsWrittenAgainAsItWas() throws IOException {
        Path data = folder.resolve("data/pairs.jsonl");
        byte[] before = Files.readAllBytes(data);
        assertThat(makeTiny()).isZero();
        assertThat(data).hasBinaryContent(before);
    }

    @Test
    void theReadmeNamesEveryOne() throws IOException {
        try (Stream<Path> files = Files.walk(RECIPES)) {
            assertThat(
                            files.filter(file -> file.toString().endsWith(".yaml"))
                                    .map(file -> RECIPES.relativize(file).toString()))
                    .isNotEmpty()
                    .containsExactlyInAnyOrderElementsOf(inOrder());
        }
    }

    @ParameterizedTest
    @MethodSource("inOrder")
    void runsToItsEnd(String name) throws IOException {
        String yaml = Files.readString(RECIPES.resolve(name));
        Path there = folder.resolve(name.replace('/', '-'));
        Files.writeString(there, yaml.replace(" tiny/", " " + folder + "/"));

        Recipe recipe = RecipeReader.read(there, List.of());
        Path result = run(recipe, false);

        Path run = folder.resolve("runs").resolve(name.replace(".yaml", ""));
        if (recipe instanceof EvaluationRecipe) {
            assertThat(run.resolve("evaluation.json")).exists();
        } else {
            assertThat(result).startsWith(run);
            assertThat(result.resolve("model.safetensors")).exists();
        }
    }

    private static Path run(Recipe recipe, boolean resume) {
        return RecipeRunner.run(recipe, resume, RunContext.QUIET, () -> Instant.EPOCH);
    }
}
