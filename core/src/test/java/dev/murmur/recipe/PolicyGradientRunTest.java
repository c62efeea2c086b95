package dev.murmur.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.murmur.data.AtomicFiles;
import dev.murmur.evaluation.EvaluationFiles;
import dev.murmur.evaluation.PolicyEvaluation;
import dev.murmur.metrics.StopSignal;
import dev.murmur.metrics.StoppedException;
import dev.murmur.model.CausalLm;
import dev.murmur.model.ScalarModel;
import dev.murmur.model.TinyModels;
import dev.murmur.plan.MemoryPlan;
import dev.murmur.plan.MemoryUse;
import dev.murmur.tensor.Dtype;
import dev.murmur.tensor.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyGradientRunTest {
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{type: apa}",
                "{type: awr}",
                "{type: ppo, kl_coef: 0}",
                "{type: rloo, kl_coef: 0}",
                "{type: grpo}",
                "{type: grpo, normalisation: longest, scale_by_std: false}",
                "{type: reinforce-plus-plus, kl_coef: 0}"
            })
    void theRewardRises(String loss) throws IOException {
        Runs.run(
                recipes.policyGradient(
                        loss,
                        "model.path=" + recipes.random(),
                        "iterations=12",
                        "evaluate_every=12",
                        "prompts.per_iteration=8",
                        "sampling.n=8",
                        "training.batch_size=4",
                        "training.max_tokens_per_micro_batch=4096",
                        "training.learning_rate=5e-3",
                        "training.schedule={type: constant, warmup_ratio: 0}"));
        double before = (metric(1, "score") + metric(2, "score")) / 2;
        double after = (metric(11, "score") + metric(12, "score")) / 2;
        assertThat(after).isGreaterThan(before + 0.2);
        assertThat(metric(12, "kl")).isGreaterThan(metric(1, "kl"));
    }

    @ParameterizedTest
    @CsvSource({"{type: ppo}, true", "{type: rloo}, false"})
    void aRunLeavesItsRolloutsItsModelsAndAReport(String loss, boolean values) throws IOException {
        Path model = Runs.run(recipes.policyGradient(loss));

        assertThat(model).isEqualTo(recipes.run().resolve("iteration-3/model"));
        CausalLm.frozen(model, Dtype.FLOAT32).close();
        List<String> files = List.copyOf(Runs.hashes(recipes.run()).keySet());
        assertThat(files)
                .contains(
                        "metrics.jsonl",
                        "rollouts/iteration-1/candidates.jsonl",
                        "rollouts/iteration-3/scores.jsonl",
                        "rollouts/iteration-3/summary.json",
                        "start/evaluation.json",
                        "iteration-2/evaluation.json",
                        "iteration-3/train.done.json",
                        "report.html")
                .noneMatch(file -> file.contains("tokens.safetensors"))
                .noneMatch(file -> file.startsWith("checkpoints"));
        if (values) {
            ScalarModel.frozen(model.resolveSibling("value"), Dtype.FLOAT32).close();
        } else {
            assertThat(files).noneMatch(file -> file.contains("/value/"));
        }
        var last =
                EvaluationFiles.read(
                        recipes.run().resolve("iteration-3/evaluation.json"),
                        PolicyEvaluation.class);
        assertThat(last.prompts()).isEqualTo(3);
        assertThat(Files.readString(recipes.run().resolve("report.html")))
                .contains("iteration 2", "iteration 3");
    }

    /// Two epochs of one step an iteration.
    @Test
    void everyStepSaysHowFarItIsFromItsSampler() throws IOException {
        Runs.run(
                recipes.policyGradient(
                        "{type: ppo}", "training.schedule={type: constant, warmup_ratio: 0}"));
        List<JsonNode> steps = lines(recipes.run().resolve("metrics.jsonl"));
        assertThat(steps).hasSize(6);
        for (int i = 0; i < steps.size(); i++) {
            JsonNode step = steps.get(i);
            double moved = step.path("kl_step").asDouble();
            if (i % 2 == 0) {
                assertThat(moved).isLessThan(1e-8);
                assertThat(step.path("ratio").asDouble()).isCloseTo(1, within(1e-4));
            } else {
                assertThat(moved).isGreaterThan(1e-8);
            }
            assertThat(step.path("log_prob_gap").asDouble()).isLessThan(1e-4);
            for (String name : List.of("score", "kl", "entropy", "tokens", "value_loss")) {
                assertThat(step.has(name)).as(name).isTrue();
            }
        }
        assertThat(steps.get(0).path("kl").asDouble()).isCloseTo(0, within(1e-4));
    }

    @Test
    void microBatchesOfAnySizeGiveTheSameModel() {
        List<double[]> weights = new ArrayList<>();
        for (int tokens : new int[] {40, 4096}) {
            Path model =
                    Runs.run(
                            recipes.policyGradient(
                                    "{type: ppo}",
                                    "iterations=1",
                                    "training.optimizer={eps: 1e-4}",
                                    "training.max_tokens_per_micro_batch=" + tokens,
                                    "output=" + folder.resolve("micro-" + tokens)));
            weights.add(weights(model));
        }
        assertThat(weights.get(0)).containsExactly(weights.get(1), within(1e-4));
    }

    /// Without a price of KL, and where no reply is better than another, nothing is learnt.
    @Test
    void equalRewardsTeachNothing() throws IOException {
        String prompt =
                """
                {"prompt": "the cat %d", "checklist": {"any_of": ["zebra"], "at_least": 1}}\
                """;
        Path prompts =
                Files.write(
                        folder.resolve("hopeless.jsonl"),
                        IntStream.range(0, 8).mapToObj(prompt::formatted).toList());
        Path model = Runs.run(recipes.policyGradient("{type: grpo}", "prompts.path=" + prompts));
        assertThat(weights(model)).containsExactly(weights(recipes.base()));
    }

    @Test
    void whileTheValueModelWarmsUpThePolicyIsTheStart() throws IOException {
        Runs.run(
                recipes.policyGradient(
                        "{type: ppo}", "value={warmup_iterations: 2}", "evaluate_every=2"));
        assertThat(weights(recipes.run().resolve("iteration-2/model")))
                .containsExactly(weights(recipes.base()));
        assertThat(weights(recipes.run().resolve("iteration-3/model")))
                .isNotEqualTo(weights(recipes.base()));
        assertThat(metric(3, "kl")).isCloseTo(0, within(1e-4));
    }

    @Test
    void aRewardModelMayStartTheValueModel() throws IOException {
        Runs.run(
                recipes.policyGradient(
                        "{type: apa}",
                        "value.path=" + folder.resolve("reward"),
                        "value.clip=0.2",
                        "training.dtype=bfloat16",
                        "max_log_prob_gap=0.5"));
        assertThat(metric(3, "explained_variance")).isLessThanOrEqualTo(1);
        assertThat(metric(1, "log_prob_gap")).isGreaterThan(1e-6);
    }

    @Test
    void aGapBetweenSamplerAndTrainerStopsTheRun() {
        assertThatThrownBy(() ->
                        Runs.run(recipes.policyGradient("{type: grpo}", "max_log_prob_gap=1e-9")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("iteration 1: the log-probs that replies were sampled with")
                .hasMessageContaining("must be below max_log_prob_gap 1.0E-9");
    }

    /// As after a kill in the middle of an iteration: its rollouts are there, its steps are not.
    @Test
    void rolloutsThatAreThereAreTrainedOn() throws IOException {
        Recipe recipe = recipes.policyGradient("{type: rloo}", "training.checkpoint_every=0");
        Runs.run(recipe);
        Map<String, String> whole = Runs.hashes(recipes.run());
        forgetTheRun();
        StopSignal afterOne =
                () -> Files.exists(recipes.run().resolve("rollouts/iteration-2/summary.json"));
        assertThatThrownBy(() -> Runs.run(recipe, false, afterOne))
                .isInstanceOf(StoppedException.class);
        AtomicFiles.deleteTree(recipes.run().resolve("checkpoints"));
        Runs.run(recipe, true, StopSignal.NEVER);
        assertThat(Runs.hashes(recipes.run())).isEqualTo(whole);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "value=null | value is null, must be a section, {} for its defaults (the loss uses"
                        + " a value model)",
                "loss={type: grpo} | value is given, must be null (the loss uses no value model)",
                "sampling.temperature=0.7 | sampling.temperature is 0.7, must be 1 (a policy"
                        + " gradient is of the model's own distribution)",
                "sampling.top_p=0.9 | sampling.top_p is 0.9, must be 1",
                "training.batch_size=3 | prompts.per_iteration is 4, must be a multiple of"
                        + " training.batch_size 3",
                "value.warmup_iterations=3 | value.warmup_iterations is 3, must be below"
                        + " iterations 3",
                "value.coef=0 | value.coef is 0.0, must be > 0 (0.1 to 1 is usual)",
                "max_log_prob_gap=0 | max_log_prob_gap is 0.0, must be > 0",
                "evaluate_every=0 | evaluate_every is 0, must be at least 1"
            })
    void badSettingsAreRefusedBeforeAnyWork(String set, String message) {
        assertThatThrownBy(() -> recipes.policyGradient("{type: ppo}", set))
                .isInstanceOf(RecipeException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aRuleMayEndTheRunAndItMayGoOnWithoutIt() throws IOException {
        Path model =
                Runs.run(
                        recipes.policyGradient(
                                "{type: grpo}", "stop=[{metric: finished, below: 2}]"));
        assertThat(model).isEqualTo(recipes.base());
        assertThat(recipes.run().resolve("stopped.json")).exists();
        assertThat(recipes.run().resolve("iteration-3")).doesNotExist();

        Path last = Runs.run(recipes.policyGradient("{type: grpo}"), true, StopSignal.NEVER);
        assertThat(last).isEqualTo(recipes.run().resolve("iteration-3/model"));
        Map<String, String> resumed = Runs.hashes(recipes.run());
        forgetTheRun();
        Runs.run(recipes.policyGradient("{type: grpo}"));
        assertThat(resumed)
                .containsEntry(
                        "iteration-3/model/model.safetensors",
                        Runs.hashes(recipes.run()).get("iteration-3/model/model.safetensors"));
    }

    @Test
    void repliesAreComparedWithAtLeastOneSibling() {
        assertThatThrownBy(() -> recipes.policyGradient("{type: rloo}", "sampling.n=1"))
                .hasMessageContaining(
                        "sampling.n is 1, must be at least 2 (the loss compares the replies of a"
                                + " prompt)");
    }

    @Test
    void aValueModelReadsThePolicysIds() throws IOException {
        Path other = folder.resolve("other");
        TinyModels.folder(other, true);
        try (CausalLm model = CausalLm.random(other, 1)) {
            model.save(folder.resolve("other-model"), "");
        }
        Recipe recipe =
                recipes.policyGradient(
                        "{type: ppo}", "value.path=" + folder.resolve("other-model"));
        assertThatThrownBy(() -> Runs.run(recipe))
                .isInstanceOf(RecipeException.class)
                .hasMessageContaining("has a vocabulary of 64, the policy 300")
                .hasMessageContaining("take a model with its tokenizer");
        assertThat(recipes.run()).doesNotExist();
    }

    @Test
    void itsPlanAddsUpEveryModelThatIsOpen() {
        long numbers;
        try (CausalLm policy = CausalLm.frozen(recipes.base(), Dtype.FLOAT32)) {
            numbers = policy.parameters().count();
        }
        MemoryUse without = training(recipes.policyGradient("{type: grpo}"));
        assertThat(without.weights()).isEqualTo(2 * 4 * numbers); // policy, initial policy
        assertThat(without.optimizer()).isEqualTo(8 * numbers);
        MemoryUse with = training(recipes.policyGradient("{type: ppo}"));
        assertThat(with.weights()).isEqualTo(3 * 4 * numbers);
        assertThat(with.gradients()).isEqualTo(2 * without.gradients());
        assertThat(with.optimizer()).isEqualTo(2 * 8 * numbers);
        assertThat(with.activations()).isEqualTo(2 * without.activations());
        MemoryUse scored =
                training(
                        recipes.policyGradient(
                                "{type: grpo}",
                                "reward={type: scalar, path: '%s'}"
                                        .formatted(folder.resolve("reward"))));
        assertThat(scored.weights()).isEqualTo(3 * 4 * numbers);
    }

    private static MemoryUse training(Recipe recipe) {
        return MemoryPlan.of(recipe).phases().stream()
                .filter(phase -> phase.phase().equals("train"))
                .findFirst()
                .orElseThrow()
                .use();
    }

    private double metric(int iteration, String name) throws IOException {
        Path file = recipes.run().resolve("rollouts/iteration-" + iteration + "/summary.json");
        JsonNode metrics = new JsonMapper().readTree(file.toFile()).path("metrics");
        assertThat(metrics.has(name)).as(name).isTrue();
        return metrics.path(name).asDouble();
    }

    private static double[] weights(Path model) {
        try (CausalLm opened = CausalLm.frozen(model, Dtype.FLOAT32)) {
            return opened.parameters().all().values().stream()
                    .flatMapToDouble(w -> Arrays.stream(Tensors.toDoubles(w)))
                    .toArray();
        }
    }

    private static List<JsonNode> lines(Path file) throws IOException {
        var nodes = new ArrayList<JsonNode>();
        try (Stream<String> lines = Files.lines(file)) {
            for (String line : lines.toList()) {
                nodes.add(new JsonMapper().readTree(line));
            }
        }
        return nodes;
    }
}
