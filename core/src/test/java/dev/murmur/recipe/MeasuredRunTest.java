package dev.murmur.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.murmur.data.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Recipes that measure held-out data while they train.
class MeasuredRunTest {
    private static final String EVERY = "training.evaluate_every=1";

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
    void fineTuningMeasuresItsLoss() throws IOException {
        Runs.run(recipes.sft("training.evaluate_every=2"));
        List<JsonNode> steps = metrics();
        assertThat(steps.stream().map(step -> step.has("eval_loss")).toList())
                .containsExactly(false, true, false, true);
        assertThat(steps.getLast().path("eval_loss").asDouble())
                .isCloseTo(
                        json("evaluation.json").path("loss").asDouble(),
                        org.assertj.core.api.Assertions.within(1e-4));
    }

    @Test
    void preferencesAreMeasuredAgainstTheReferenceOfTheHeldOutPairs() throws IOException {
        Runs.run(
                recipes.preference(
                        EVERY, "training.best={metric: margin}", "training.learning_rate=3e-3"));
        List<JsonNode> steps = metrics();
        assertThat(steps)
                .hasSize(4)
                .allSatisfy(step -> {
                    assertThat(step.path("eval_loss").asDouble()).isPositive();
                    assertThat(step.path("eval_accuracy").asDouble()).isBetween(0.0, 1.0);
                    assertThat(step.has("eval_margin")).isTrue();
                });
        assertThat(recipes.run().resolve("held-out-reference.jsonl")).exists();
        JsonNode best = json("best.json");
        assertThat(best.path("metric").asText()).isEqualTo("margin");
        assertThat(best.path("value").asDouble())
                .isEqualTo(
                        steps.stream()
                                .mapToDouble(step -> step.path("eval_margin").asDouble())
                                .max()
                                .orElseThrow());
    }

    @Test
    void aRewardModelMayStopEarly() throws IOException {
        Runs.run(
                recipes.rewardModel(
                        "pairs",
                        EVERY,
                        "training.epochs=20",
                        "training.best={metric: accuracy, patience: 2}"));
        int best = json("best.json").path("step").asInt();
        assertThat(metrics()).hasSize(best + 2);
        assertThat(metrics().get(best - 1).path("eval_accuracy").asDouble())
                .isEqualTo(json("reward-model.json").path("mean").asDouble());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "data.eval= | training.evaluate_every is 1, must be 0 without data.eval (nothing is held out to measure on)",
                "training.best={metric: accuracy} | training.best.metric is 'accuracy', must be one of loss for this kind",
                "training.evaluate_every=0 training.best={} | training.evaluate_every is 0, must be at least 1 to know what is best",
                "training.best={patience: 0} | training.best.patience is 0, must be at least 1",
                "training.lora={rank: 0} | training.lora.rank is 0, must be at least 1",
                "training.lora={alpha: 0} | training.lora.alpha is 0.0, must be > 0",
                "training.lora={targets: [q_proj, all-linear]} | training.lora.targets is [q_proj, all-linear], must be names of layers, or all-linear alone"
            })
    void whatCannotBeIsRefused(String sets, String message) {
        var all = new ArrayList<>(List.of(EVERY));
        all.addAll(List.of(sets.split(" (?=training)")));
        assertThatThrownBy(() -> recipes.sft(all.toArray(String[]::new)))
                .isInstanceOf(RecipeException.class)
                .hasMessageContaining(message);
    }

    @Test
    void anOnlineRunMeasuresItsIterationsInstead() {
        assertThatThrownBy(() -> recipes.online(EVERY))
                .isInstanceOf(RecipeException.class)
                .hasMessageContaining("training.evaluate_every is 1, must be 0 without data.eval");
    }

    private static List<JsonNode> metrics() throws IOException {
        var nodes = new ArrayList<JsonNode>();
        for (String line : Files.readAllLines(recipes.run().resolve("metrics.jsonl"))) {
            nodes.add(new JsonMapper().readTree(line));
        }
        return nodes;
    }

    private static JsonNode json(String file) throws IOException {
        return new JsonMapper().readTree(recipes.run().resolve(file).toFile());
    }
}
