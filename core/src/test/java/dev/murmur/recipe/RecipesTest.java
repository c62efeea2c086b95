package dev.murmur.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The files in `recipes/`.
class RecipesTest {
    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("..", "recipes"))) {
            return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void parse(Path file) {
        assertThat(RecipeReader.read(file, List.of()).name()).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("files")
    void readBackEqualOnceResolved(Path file, @TempDir Path folder) {
        Recipe recipe = RecipeReader.read(file, List.of());
        Path resolved = folder.resolve("recipe.yaml");
        RecipeWriter.write(recipe, resolved);
        assertThat(RecipeReader.read(resolved, List.of())).isEqualTo(recipe);
    }

    @ParameterizedTest
    @MethodSource("files")
    void sayHowTheyAreRun(Path file) throws IOException {
        assertThat(Files.readString(file)).contains("# ./murmur run recipes/" + file.getFileName());
    }

    @Test
    void showEveryKind() throws IOException {
        assertThat(
                        files().stream()
                                .map(file -> RecipeReader.read(file, List.of()).getClass())
                                .map(Class::getSimpleName)
                                .collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(
                        "SftRecipe",
                        "RewardModelRecipe",
                        "PreferenceRecipe",
                        "UnpairedRecipe",
                        "OnlineRecipe");
    }
}
