package dev.murmur.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.murmur.data.AtomicFiles;
import dev.murmur.data.Candidates;
import dev.murmur.data.DataReader;
import dev.murmur.data.GroupEncoder;
import dev.murmur.data.Overlong;
import dev.murmur.data.PreferencePair;
import dev.murmur.data.TokenGroup;
import dev.murmur.data.TokenLimits;
import dev.murmur.evaluation.EvaluationFiles;
import dev.murmur.evaluation.PolicyEvaluation;
import dev.murmur.evaluation.RankingAccuracy;
import dev.murmur.loss.LengthRegularizedDpoLoss;
import dev.murmur.loss.PairTokens;
import dev.murmur.metrics.RunContext;
import dev.murmur.model.CausalLm;
import dev.murmur.model.GroupBatch;
import dev.murmur.model.ScalarModel;
import dev.murmur.model.ScoreAt;
import dev.murmur.reward.Rules;
import dev.murmur.tensor.Dtype;
import dev.murmur.tensor.TensorScope;
import dev.murmur.tensor.Tensors;
import dev.murmur.text.ChatMlTemplate;
import dev.murmur.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecipeRunnerTest {
    private static final List<String> MODEL =
            List.of(
                    "model/README.md",
                    "model/chat_template.jinja",
                    "model/config.json",
                    "model/model.safetensors",
                    "model/tokenizer.json",
                    "model/tokenizer_config.json");

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
    void fineTuningLearnsAndMeasuresTheHeldOutFile() throws IOException {
        Path model = Runs.run(recipes.sft());

        assertThat(model).isEqualTo(recipes.run().resolve("model"));
        assertThat(files())
                .containsExactlyInAnyOrderElementsOf(
                        training("evaluate.done.json", "evaluation.json"));
        CausalLm.frozen(model, Dtype.FLOAT32).close();
        List<JsonNode> steps = metrics(recipes.run());
        assertThat(steps).hasSize(4);
        JsonNode heldOut = new JsonMapper().readTree(evaluation("").toFile());
        assertThat(heldOut.path("conversations").asInt()).isEqualTo(3);
        assertThat(heldOut.path("tokens").asInt()).isEqualTo(assistantTokens());
        // The held-out conversations are among those it was trained on.
        assertThat(heldOut.path("loss").asDouble()).isPositive().isLessThan(loss(steps, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"pairs", "rankings"})
    void aRewardModelLearnsToOrderReplies(String data) throws IOException {
        Path model = Runs.run(recipes.rewardModel(data, "training.epochs=8"));

        assertThat(files())
                .containsExactlyInAnyOrderElementsOf(
                        training("evaluate.done.json", "reward-model.json"));
        ScalarModel.frozen(model, Dtype.FLOAT32).close();
        var accuracy =
                EvaluationFiles.read(
                        recipes.run().resolve("reward-model.json"), RankingAccuracy.class);
        assertThat(accuracy.prompts()).isEqualTo(3);
        assertThat(accuracy.pairs()).isEqualTo(data.equals("pairs") ? 3 : 9);
        assertThat(accuracy.mean()).isGreaterThan(0.9);
    }

    @Test
    void directPreferenceOptimisationBeginsAtLogTwo() throws IOException {
        Path model = Runs.run(recipes.preference());

        assertThat(files())
                .containsExactlyInAnyOrderElementsOf(
                        training(
                                "reference.done.json",
                                "reference.jsonl",
                                "evaluate.done.json",
                                "evaluation.json"));
        CausalLm.frozen(model, Dtype.FLOAT32).close();
        // The held-out pairs are among those it was trained on.
        JsonNode heldOut = new JsonMapper().readTree(evaluation("").toFile());
        assertThat(heldOut.path("pairs").asInt()).isEqualTo(3);
        assertThat(heldOut.path("accuracy").asDouble()).isEqualTo(1);
        assertThat(heldOut.path("margin").asDouble()).isPositive();
        List<JsonNode> steps = metrics(recipes.run());
        assertThat(loss(steps, 0)).isCloseTo(Math.log(2), within(1e-5));
        assertThat(loss(steps, 3)).isLessThan(loss(steps, 0));
    }

    /// Every log-ratio is 0 at the first step, so only the price of length is left.
    @Test
    void lengthRegularisationBeginsAtThePriceOfLength() throws IOException {
        Runs.run(
                recipes.preference(
                        "loss={type: length-regularised-dpo, beta: 0.1, alpha: 0.2}",
                        "training.batch_size=8"));

        double sum = 0;
        for (TokenGroup pair : encoded(recipes.data("train-pairs"), TokenLimits.NONE)) {
            int growth = pair.replies().get(0).ids().length - pair.replies().get(1).ids().length;
            sum += Math.log1p(Math.exp(-0.2 * growth));
        }
        assertThat(sum / 8).isNotCloseTo(Math.log(2), within(0.1));
        assertThat(loss(metrics(recipes.run()), 0)).isCloseTo(sum / 8, within(1e-5));
    }

    @Test
    void anAbsentAlphaIsFittedToThePairsOfTheRun() throws IOException {
        Runs.run(recipes.preference("loss={type: length-regularised-dpo, beta: 0.1}"));

        List<TokenGroup> pairs = encoded(recipes.data("train-pairs"), TokenLimits.NONE);
        var loss = new LengthRegularizedDpoLoss(0.1, Optional.empty());
        double fitted = loss.fit(new PairTokens(tokens(pairs, 0), tokens(pairs, 1))).alpha().get();
        assertThat(fitted).isPositive();
        assertThat(metrics(recipes.run()))
                .isNotEmpty()
                .allSatisfy(step ->
                        assertThat(step.path("alpha").asDouble()).isCloseTo(fitted, within(1e-9)));
    }

    private static int[] tokens(List<TokenGroup> pairs, int side) {
        return pairs.stream().mapToInt(pair -> pair.replies().get(side).countedTokens()).toArray();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "reference=initial",
                "reference=previous",
                "reward={type: rule, rule: checklist}"
            })
    void theOnlineLoopLeavesEveryFileAndAReport(String set) throws IOException {
        Path model = Runs.run(recipes.online(set));

        assertThat(model).isEqualTo(recipes.run().resolve("iteration-2/model"));
        assertThat(files()).containsExactlyInAnyOrderElementsOf(online());
        CausalLm.frozen(model, Dtype.FLOAT32).close();
        var start = EvaluationFiles.read(evaluation("start"), PolicyEvaluation.class);
        var last = EvaluationFiles.read(evaluation("iteration-2"), PolicyEvaluation.class);
        assertThat(start.winRate().mean()).isEqualTo(0.5);
        assertThat(last.prompts()).isEqualTo(3);
        assertThat(last.judge()).isEqualTo("rule:checklist");
        assertThat(Files.readString(recipes.run().resolve("report.html")))
                .contains("</html>", "tiny");
    }

    @Test
    void twoLanguageModelsMayBeTheReward() throws IOException {
        Runs.run(
                recipes.online(
                        "reward={type: log-ratio, strong: '%s', weak: '%s', over: mean}"
                                .formatted(recipes.base(), recipes.random())));

        assertThat(files()).containsExactlyInAnyOrderElementsOf(online());
        assertThat(Files.readAllLines(recipes.run().resolve("iteration-1/scores.jsonl")))
                .isNotEmpty()
                .doesNotHaveDuplicates();
    }

    @Test
    void rewardsMayBeMadeOfRewards() throws IOException {
        Runs.run(
                recipes.online(
                        "iterations=1",
                        """
                        reward={type: length-penalty, per_token: 0.5, reward: {type: ensemble,
                        members: [{weight: 2, mean: 0.1, reward: {type: scalar, path: '%s'}},
                        {reward: {type: rule, rule: checklist}}]}}\
                        """
                                .formatted(folder.resolve("reward"))));

        String done = Files.readString(recipes.run().resolve("iteration-1/score.done.json"));
        assertThat(done).contains("\"reward/member 1/model/model.safetensors\"");
        Path iteration = recipes.run().resolve("iteration-1");
        List<Candidates> candidates = DataReader.candidates(iteration.resolve("candidates.jsonl"));
        double[] scores =
                DataReader.scores(iteration.resolve("scores.jsonl"), candidates)
                        .getFirst()
                        .scores();
        var expected = new double[scores.length];
        try (var reward =
                Rewards.open(
                        new RewardSection.Scalar(
                                folder.resolve("reward"),
                                "auto",
                                ModelSection.Dtype.FLOAT32,
                                ScoreAt.LAST,
                                Optional.empty()))) {
            double[] raw = reward.score(candidates.subList(0, 1), RunContext.QUIET).getFirst();
            double[] right =
                    Rules.reward("checklist")
                            .score(candidates.subList(0, 1), RunContext.QUIET)
                            .getFirst();
            for (int i = 0; i < raw.length; i++) {
                int tokens = candidates.getFirst().replies().get(i).ids().length;
                expected[i] = 2 * (raw[i] - 0.1) + right[i] - 0.5 * tokens;
            }
        }
        assertThat(scores).containsExactly(expected, within(1e-4));
    }

    @Test
    void aLogRatioWhoseTemplateIsUnknownIsRefusedBeforeAnythingRuns() throws IOException {
        Path bare = folder.resolve("bare");
        AtomicFiles.writeFolder(
                bare,
                temporary -> {
                    for (String file :
                            List.of("config.json", "model.safetensors", "tokenizer.json")) {
                        Files.copy(recipes.base().resolve(file), temporary.resolve(file));
                    }
                });
        assertThatThrownBy(() ->
                        Runs.run(
                                recipes.online(
                                        "reward={type: log-ratio, strong: '%s', weak: '%s'}"
                                                .formatted(bare, recipes.random()))))
                .hasMessageContaining(bare.toString())
                .hasMessageContaining("template");
        assertThat(recipes.run()).doesNotExist();
    }

    @Test
    void theReferenceDecidesWhereTheSecondIterationBegins() throws IOException {
        Runs.run(recipes.online("reference=previous", "training.learning_rate=1e-2"));
        assertThat(firstLoss("iteration-1")).isCloseTo(Math.log(2), within(1e-5));
        assertThat(firstLoss("iteration-2")).isCloseTo(Math.log(2), within(1e-5));

        Runs.run(
                recipes.online(
                        "training.learning_rate=1e-2", "output=" + folder.resolve("initial")));
        Path initial = folder.resolve("initial");
        assertThat(loss(metrics(initial.resolve("iteration-1")), 0))
                .isCloseTo(Math.log(2), within(1e-5));
        assertThat(loss(metrics(initial.resolve("iteration-2")), 0))
                .isNotCloseTo(Math.log(2), within(1e-3));
    }

    /// The reference's log-probs are those of the replies after the prompt as the limits cut it,
    /// computed here from the pairs; training checks its own against them.
    @Test
    void aPromptThatIsTooLongIsCutForEveryReaderAtTheSameToken() throws IOException {
        Runs.run(recipes.online("iterations=1", "prompts.max_tokens=12", "prompts.overlong=left"));

        Path pairs = recipes.run().resolve("iteration-1/pairs.jsonl");
        List<TokenGroup> groups = encoded(pairs, new TokenLimits(12 + 12, 12, Overlong.LEFT));
        List<JsonNode> reference = lines(recipes.run().resolve("iteration-1/reference.jsonl"));
        assertThat(groups).hasSameSizeAs(reference).isNotEmpty();
        try (CausalLm model = CausalLm.frozen(recipes.base(), Dtype.FLOAT32)) {
            for (int i = 0; i < groups.size(); i++) {
                assertThat(groups.get(i).prompt()).hasSize(12);
                double[] sums = logProbs(model, groups.get(i));
                assertThat(reference.get(i).path("chosen").asDouble())
                        .isCloseTo(sums[0], within(1e-3));
                assertThat(reference.get(i).path("rejected").asDouble())
                        .isCloseTo(sums[1], within(1e-3));
            }
        }
    }

    private int assistantTokens() {
        try (Tokenizer tokenizer = Tokenizer.open(recipes.base())) {
            return new GroupEncoder(tokenizer, new ChatMlTemplate(), TokenLimits.NONE)
                            .conversations(
                                    DataReader.conversations(recipes.data("eval-conversations")))
                            .tokens()
                            .stream()
                            .mapToInt(group -> group.replies().getFirst().countedTokens())
                            .sum();
        }
    }

    private static double[] logProbs(CausalLm model, TokenGroup group) {
        try (var _ = new TensorScope()) {
            return Tensors.toDoubles(model.replyLogProbs(GroupBatch.of(List.of(group))).sums());
        }
    }

    private List<TokenGroup> encoded(Path pairs, TokenLimits limits) {
        List<PreferencePair> rows = DataReader.pairs(pairs);
        try (Tokenizer tokenizer = Tokenizer.open(recipes.base())) {
            return new GroupEncoder(tokenizer, new ChatMlTemplate(), limits).pairs(rows).tokens();
        }
    }

    private List<String> files() throws IOException {
        return List.copyOf(Runs.hashes(recipes.run()).keySet());
    }

    private static List<String> training(String... more) {
        var files =
                new ArrayList<>(
                        List.of(
                                "manifest.json",
                                "metrics.jsonl",
                                "recipe.yaml",
                                "train.done.json"));
        files.addAll(MODEL);
        files.addAll(List.of(more));
        return files;
    }

    private static List<String> online() {
        var files = new ArrayList<>(List.of("manifest.json", "recipe.yaml", "report.html"));
        List<String> measured =
                List.of(
                        "replies.jsonl",
                        "reply-log-probs.jsonl",
                        "replies.done.json",
                        "log-prob-gap.json",
                        "outcomes.jsonl",
                        "evaluation.json",
                        "evaluate.done.json",
                        "monitors.json",
                        "monitor.done.json");
        List<String> trained =
                List.of(
                        "prompts.jsonl",
                        "prompts.done.json",
                        "candidates.jsonl",
                        "sample.done.json",
                        "scores.jsonl",
                        "score.done.json",
                        "pairs.jsonl",
                        "selection.json",
                        "select.done.json",
                        "reference.jsonl",
                        "reference.done.json",
                        "metrics.jsonl",
                        "train.done.json");
        for (String part : List.of("start/", "iteration-1/", "iteration-2/")) {
            measured.forEach(file -> files.add(part + file));
        }
        for (String part : List.of("iteration-1/", "iteration-2/")) {
            trained.forEach(file -> files.add(part + file));
            MODEL.forEach(file -> files.add(part + file));
        }
        return files;
    }

    private Path evaluation(String part) {
        return recipes.run().resolve(part).resolve("evaluation.json");
    }

    private double firstLoss(String part) throws IOException {
        return loss(metrics(recipes.run().resolve(part)), 0);
    }

    private static double loss(List<JsonNode> steps, int step) {
        return steps.get(step).path("loss").asDouble();
    }

    private static List<JsonNode> metrics(Path run) throws IOException {
        return lines(run.resolve("metrics.jsonl"));
    }

    private static List<JsonNode> lines(Path file) throws IOException {
        var nodes = new ArrayList<JsonNode>();
        for (String line : Files.readAllLines(file)) {
            nodes.add(new JsonMapper().readTree(line));
        }
        return nodes;
    }
}
