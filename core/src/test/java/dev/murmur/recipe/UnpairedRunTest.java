package dev.murmur.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.murmur.data.AtomicFiles;
import dev.murmur.data.DataException;
import dev.murmur.evaluation.EvaluationFiles;
import dev.murmur.evaluation.Separation;
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

class UnpairedRunTest {
    private static final JsonMapper JSON = new JsonMapper();

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

    /// At the first step the policy is the reference.
    @ParameterizedTest
    @CsvSource({
        "labelled, kto, 0.5, true",
        "pairs, kto, 0.5, true",
        "labelled, bco-unpaired, 0.693147, false",
        "labelled, apo-zero-unpaired, 0.5, false"
    })
    void learnsToTellDesirableRepliesFromOthers(
            String data, String loss, double first, boolean mismatched) throws IOException {
        Path model =
                Runs.run(
                        recipes.unpaired(
                                data, "loss={type: " + loss + ", beta: 0.1}", "training.epochs=4"));

        assertThat(model.resolve("model.safetensors")).exists();
        List<JsonNode> steps = lines("metrics.jsonl");
        assertThat(steps).hasSize(data.equals("pairs") ? 16 : 8);
        assertThat(steps.getFirst().path("loss").asDouble()).isCloseTo(first, within(1e-4));
        assertThat(steps.getLast().path("loss").asDouble()).isLessThan(first);
        assertThat(steps.getLast().has("kl")).isEqualTo(mismatched);
        List<JsonNode> reference = lines("reference.jsonl");
        assertThat(reference).hasSize(data.equals("pairs") ? 16 : 8);
        assertThat(reference.getFirst().has("mismatched")).isEqualTo(mismatched);
        // The held-out rows are among those it was trained on.
        var heldOut =
                EvaluationFiles.read(recipes.run().resolve("evaluation.json"), Separation.class);
        assertThat(heldOut.replies()).isEqualTo(data.equals("pairs") ? 6 : 3);
        assertThat(heldOut.desirable()).isGreaterThan(heldOut.undesirable());
        assertThat(heldOut.auc()).isEqualTo(1);
    }

    @Test
    void microBatchesChangeNothing() throws IOException {
        Runs.run(recipes.unpaired("labelled", "training.max_tokens_per_micro_batch=1000"));
        List<JsonNode> whole = lines("metrics.jsonl");
        AtomicFiles.deleteTree(recipes.run());
        Runs.run(recipes.unpaired("labelled", "training.max_tokens_per_micro_batch=1"));
        List<JsonNode> split = lines("metrics.jsonl");

        for (int i = 0; i < whole.size(); i++) {
            for (String metric : List.of("loss", "kl", "margin", "grad_norm")) {
                assertThat(split.get(i).path(metric).asDouble())
                        .as("step %d, %s", i + 1, metric)
                        .isCloseTo(whole.get(i).path(metric).asDouble(), within(1e-4));
            }
        }
    }

    @Test
    void aFileWithOneLabelIsRefusedBeforeAnyWork() throws IOException {
        Path file = recipes.data("one-label");
        Files.writeString(
                file,
                """
                {"prompt": "the cat", "reply": "on the mat", "label": true}
                {"prompt": "the hat", "reply": "on the mat", "label": true}
                """);

        assertThatThrownBy(() -> Runs.run(recipes.unpaired("labelled", "data.path=" + file)))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        file
                                + ": every row has the label true, must have rows with true and with"
                                + " false");
        assertThat(recipes.run()).doesNotExist();
    }

    private static List<JsonNode> lines(String name) throws IOException {
        var lines = new ArrayList<JsonNode>();
        for (String line : Files.readAllLines(recipes.run().resolve(name))) {
            lines.add(JSON.readTree(line));
        }
        return lines;
    }
}
