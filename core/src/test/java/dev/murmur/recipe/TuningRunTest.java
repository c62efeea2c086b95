package dev.murmur.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.murmur.data.AtomicFiles;
import dev.murmur.data.TokenGroup;
import dev.murmur.model.CausalLm;
import dev.murmur.model.GroupBatch;
import dev.murmur.model.LoraAdapter;
import dev.murmur.model.ScalarModel;
import dev.murmur.model.TinyModels;
import dev.murmur.model.WeightSummary;
import dev.murmur.tensor.Dtype;
import dev.murmur.tensor.TensorScope;
import dev.murmur.tensor.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Recipes that train adapters, in bfloat16, and with layers computed again.
class TuningRunTest {
    private static final String LORA = "training.lora={rank: 4, targets: [q_proj, down_proj]}";
    private static final String FAST = "training.learning_rate=1e-2";
    private static final List<TokenGroup> GROUPS = TinyModels.groups(4, 2, 8);

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
    void theModelIsTheMergedOneAndHoldsItsAdapter() throws IOException {
        Path model = Runs.run(recipes.sft(LORA, FAST, "model.path=" + recipes.random()));

        assertThat(steps().getLast()).isLessThan(steps().getFirst());
        try (CausalLm base = CausalLm.frozen(recipes.random(), Dtype.FLOAT32);
                CausalLm adapted = base.adapted(LoraAdapter.frozen(model.resolve("adapter")));
                CausalLm merged = CausalLm.frozen(model, Dtype.FLOAT32)) {
            assertThat(logProbs(merged)).containsExactly(logProbs(adapted), within(1e-3));
            assertThat(Math.abs(logProbs(merged)[0] - logProbs(base)[0])).isGreaterThan(0.01);
        }
    }

    /// A second adapter learns on the model with the first one on, and so must its reference.
    @Test
    void preferencesAreLearntOnTopOfAnAdapterFromZeroMargin() throws IOException {
        Path tuned = folder.resolve("tuned");
        Runs.run(recipes.sft(LORA, FAST, "output=" + tuned));

        Runs.run(recipes.preference(LORA, FAST, "model.path=" + tuned.resolve("model")));

        assertThat(steps().getFirst()).isCloseTo(Math.log(2), within(1e-5));
        assertThat(steps().getLast()).isLessThan(steps().getFirst());
    }

    @Test
    void aRewardModelTrainsAnAdapterAndItsHead() throws IOException {
        Path model = Runs.run(recipes.rewardModel("pairs", LORA, FAST, "training.epochs=8"));

        assertThat(model.resolve("adapter/adapter_model.safetensors")).exists();
        assertThat(json("reward-model.json").path("mean").asDouble()).isGreaterThan(0.9);
        ScalarModel.frozen(model, Dtype.FLOAT32).close();
    }

    @Test
    void iterationsHandTheirModelOnInFloat32() throws IOException {
        Path start = bfloat16Start();

        Runs.run(recipes.online(LORA, "reference=previous", "model.path=" + start));

        for (String iteration : List.of("iteration-1", "iteration-2")) {
            assertThat(firstLoss(recipes.run().resolve(iteration)))
                    .isCloseTo(Math.log(2), within(1e-5));
            Path model = recipes.run().resolve(iteration).resolve("model");
            assertThat(model.resolve("adapter")).isDirectory();
            assertThat(WeightSummary.of(model).parameters()).containsOnlyKeys(Dtype.FLOAT32);
        }
    }

    @Test
    void anotherTypeIsHandedOnWhereItIsAskedFor() throws IOException {
        Path start = bfloat16Start();

        Runs.run(
                recipes.online(
                        "model.path=" + start, "training.save_dtype=bfloat16", "iterations=1"));

        Path model = recipes.run().resolve("iteration-1/model");
        assertThat(WeightSummary.of(model).parameters()).containsOnlyKeys(Dtype.BFLOAT16);
    }

    private static Path bfloat16Start() {
        Path output = folder.resolve("bfloat16");
        Path model = output.resolve("model");
        return Files.exists(model)
                ? model
                : Runs.run(recipes.sft("training.save_dtype=bfloat16", "output=" + output));
    }

    @Test
    void inBfloat16TheReferenceIsComputedAlike() throws IOException {
        Path model =
                Runs.run(
                        recipes.preference(
                                FAST,
                                "training.dtype=bfloat16",
                                "training.gradient_checkpointing=true"));

        assertThat(steps().getFirst()).isCloseTo(Math.log(2), within(0.01));
        assertThat(steps().getLast()).isLessThan(steps().getFirst());
        assertThat(WeightSummary.of(model).parameters()).containsOnlyKeys(Dtype.FLOAT32);
    }

    @Test
    void layersThatAreComputedAgainChangeNothing() throws IOException {
        Runs.run(recipes.sft());
        List<Double> kept = steps();
        AtomicFiles.deleteTree(recipes.run());

        Runs.run(recipes.sft("training.gradient_checkpointing=true"));

        for (int i = 0; i < kept.size(); i++) {
            assertThat(steps().get(i)).isCloseTo(kept.get(i), within(1e-6));
        }
    }

    private static double[] logProbs(CausalLm model) {
        try (var _ = new TensorScope()) {
            return Tensors.toDoubles(model.replyLogProbs(GroupBatch.of(GROUPS)).sums());
        }
    }

    private static List<Double> steps() throws IOException {
        return losses(recipes.run());
    }

    private static double firstLoss(Path run) throws IOException {
        return losses(run).getFirst();
    }

    private static List<Double> losses(Path run) throws IOException {
        var mapper = new JsonMapper();
        try (var lines = Files.lines(run.resolve("metrics.jsonl"))) {
            return lines.map(
                            line -> {
                                try {
                                    return mapper.readTree(line).path("loss").asDouble();
                                } catch (IOException e) {
                                    throw new java.io.UncheckedIOException(e);
                                }
                            })
                    .toList();
        }
    }

    private static JsonNode json(String file) throws IOException {
        return new JsonMapper().readTree(recipes.run().resolve(file).toFile());
    }
}
