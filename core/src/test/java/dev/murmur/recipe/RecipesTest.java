package dev.murmur.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.murmur.model.TextModels;
import dev.murmur.plan.MemoryPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/// The files in `recipes/`.
class RecipesTest {
    private static final Path FOLDER = Path.of("..", "recipes");

    /// Keys whose value is a choice: a twin makes the same.
    private static final Set<String> CHOICES =
            Set.of(
                    "kind",
                    "type",
                    "select",
                    "reference",
                    "data",
                    "ties",
                    "score_at",
                    "over",
                    "overlong",
                    "metric",
                    "name");

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER)) {
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
        assertThat(Files.readString(file)).contains("# ./murmur run recipes/" + name(file) + "\n");
    }

    /// Its models are there, as far as a plan looks: their shapes.
    @ParameterizedTest
    @MethodSource("files")
    void canBePlanned(Path file, @TempDir Path folder) throws IOException {
        TextModels.causal(folder.resolve("model"), 1);
        Path here = folder.resolve("recipe.yaml");
        Files.writeString(
                here,
                Files.readString(file)
                        .replaceAll(
                                "(?m)^( +(?:- )?\\w+: )(tiny/)?(models|runs)/\\S+$",
                                "$1" + folder.resolve("model")));

        MemoryPlan plan = MemoryPlan.of(RecipeReader.read(here, List.of()));

        assertThat(plan.peak().use().total()).isPositive();
    }

    /// Files of one system, each beside its small twin.
    static List<Path> ofSystems() throws IOException {
        return files().stream()
                .filter(file -> name(file).contains("/") && !name(file).startsWith("tiny/"))
                .toList();
    }

    @Test
    void everySystemHasATwinAndEveryTwinASystem() throws IOException {
        assertThat(files().stream().map(RecipesTest::name).filter(n -> n.startsWith("tiny/")))
                .isNotEmpty()
                .containsExactlyInAnyOrderElementsOf(
                        ofSystems().stream().map(file -> "tiny/" + name(file)).toList());
    }

    /// What the small one runs is what the big one says, but for sizes and places.
    @ParameterizedTest
    @MethodSource("ofSystems")
    void aTwinHasTheSameKeysAndChoices(Path file) throws IOException {
        Map<String, Object> big = leaves(file);
        Map<String, Object> small = leaves(FOLDER.resolve("tiny").resolve(name(file)));
        assertThat(small.keySet()).isEqualTo(big.keySet());
        big.forEach((key, value) -> {
            if (CHOICES.contains(key.substring(key.lastIndexOf('.') + 1))) {
                assertThat(small.get(key)).as(key).isEqualTo(value);
            }
        });
    }

    private static Map<String, Object> leaves(Path file) throws IOException {
        var leaves = new TreeMap<String, Object>();
        collect("", new Yaml().load(Files.readString(file)), leaves);
        return leaves;
    }

    private static void collect(String path, Object node, Map<String, Object> leaves) {
        switch (node) {
            case Map<?, ?> map -> map.forEach((k, v) -> collect(path + "." + k, v, leaves));
            case List<?> list -> {
                for (int i = 0; i < list.size(); i++) {
                    collect(path + "." + i, list.get(i), leaves);
                }
            }
            default -> leaves.put(path, node);
        }
    }

    /// Relative to `recipes/`, with slashes.
    private static String name(Path file) {
        return FOLDER.relativize(file).toString().replace('\\', '/');
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
                        "OnlineRecipe",
                        "RejectionSamplingRecipe",
                        "EvaluationRecipe",
                        "BenchmarkRecipe",
                        "ChatBenchmarkRecipe",
                        "RewardBenchmarkRecipe",
                        "PolicyGradientRecipe");
    }
}
