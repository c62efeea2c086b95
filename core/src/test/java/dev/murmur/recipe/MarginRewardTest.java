package dev.murmur.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.murmur.data.AtomicFiles;
import dev.murmur.data.Candidates;
import dev.murmur.data.DataReader;
import dev.murmur.data.PreferencePair;
import dev.murmur.data.TokenGroup;
import dev.murmur.data.TokenLimits;
import dev.murmur.metrics.RunContext;
import dev.murmur.model.ScoreAt;
import dev.murmur.objective.PairReward;
import dev.murmur.online.MarginFile;
import dev.murmur.online.MarginRewards;
import dev.murmur.reward.RewardModel;
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

/// Rewards that enter the margin-dpo loss.
class MarginRewardTest {
    private static final double WEIGHT = 0.8;

    @TempDir static Path folder;
    private static TinyRecipes recipes;
    private static String scalar;
    private static String loss;

    @BeforeAll
    static void makeRecipes() {
        recipes = TinyRecipes.in(folder);
        scalar = "{type: scalar, path: '" + folder.resolve("reward") + "'}";
        loss =
                "loss={type: margin-dpo, beta: 0.1, weight: "
                        + WEIGHT
                        + ", margins: [{reward: safety, weight: 0.3}, {reward: length, weight:"
                        + " 0.05}]}";
    }

    @BeforeEach
    void forgetTheRun() throws IOException {
        AtomicFiles.deleteTree(recipes.run());
    }

    /// At the start D is 0, so the loss is that of the margins alone: `log(1 + exp(sum_m w_m
    /// (r_m(y_w) - r_m(y_l)) / w))`.
    @Test
    void aPreferenceRunBeginsWithTheMarginsOfItsRewards() throws IOException {
        Runs.run(
                recipes.preference(
                        loss,
                        "margin_rewards=[{name: safety, reward: " + scalar + "}]",
                        "training.batch_size=8"));

        List<PreferencePair> pairs = DataReader.pairs(recipes.data("train-pairs"));
        List<double[]> scores = scores(pairs);
        List<TokenGroup> tokens = tokens(pairs);
        List<MarginRewards> margins = MarginFile.read(recipes.run().resolve("margins.jsonl"));
        double safety = 0;
        double length = 0;
        double loss = 0;
        for (int i = 0; i < pairs.size(); i++) {
            PairReward written = margins.get(i).rewards().get("safety");
            assertThat(margins.get(i).id()).isEqualTo(pairs.get(i).prompt().id());
            assertThat(written.chosen()).isCloseTo(scores.get(i)[0], within(1e-4));
            assertThat(written.rejected()).isCloseTo(scores.get(i)[1], within(1e-4));
            double bySafety = 0.3 * (scores.get(i)[0] - scores.get(i)[1]);
            double byLength = 0.05 * (tokens(tokens.get(i), 1) - tokens(tokens.get(i), 0));
            safety += bySafety / pairs.size();
            length += byLength / pairs.size();
            loss += Math.log1p(Math.exp((bySafety + byLength) / WEIGHT)) / pairs.size();
        }
        JsonNode first = lines(recipes.run().resolve("metrics.jsonl")).getFirst();
        assertThat(first.path("loss").asDouble()).isCloseTo(loss, within(1e-4));
        assertThat(first.path("margin_safety").asDouble()).isCloseTo(safety, within(1e-4));
        assertThat(first.path("margin_length").asDouble()).isCloseTo(length, within(1e-4));
        assertThat(first.path("margin").asDouble()).isCloseTo(0, within(1e-4));
    }

    /// The MODPO example: with weight 1 and length alone it is the length-regularised loss.
    @Test
    void lengthAloneIsTheLengthRegularisedLoss() throws IOException {
        Runs.run(
                recipes.preference(
                        "loss={type: margin-dpo, beta: 0.1, weight: 1, margins: [{reward: length,"
                                + " weight: 0.2}]}"));
        List<JsonNode> margin = lines(recipes.run().resolve("metrics.jsonl"));
        AtomicFiles.deleteTree(recipes.run());
        Runs.run(recipes.preference("loss={type: length-regularised-dpo, beta: 0.1, alpha: 0.2}"));
        List<JsonNode> regularised = lines(recipes.run().resolve("metrics.jsonl"));

        assertThat(margin).hasSameSizeAs(regularised);
        for (int i = 0; i < margin.size(); i++) {
            for (String metric : List.of("loss", "grad_norm", "margin")) {
                assertThat(margin.get(i).path(metric).asDouble())
                        .isCloseTo(regularised.get(i).path(metric).asDouble(), within(1e-4));
            }
        }
    }

    @Test
    void heldOutPairsThatAreMeasuredAreScoredToo() throws IOException {
        Runs.run(
                recipes.preference(
                        loss,
                        "margin_rewards=[{name: safety, reward: " + scalar + "}]",
                        "training.evaluate_every=2"));

        assertThat(lines(recipes.run().resolve("held-out-margins.jsonl"))).hasSize(3);
        assertThat(Runs.phases(recipes.run())).contains("run/margins", "run/held-out-margins");
    }

    @Test
    void eachIterationScoresItsOwnPairs() throws IOException {
        Runs.run(
                recipes.online(
                        loss,
                        "margin_rewards=[{name: safety, reward: {type: rule, rule: checklist}}]"));

        for (int iteration = 1; iteration <= 2; iteration++) {
            Path files = recipes.run().resolve("iteration-" + iteration);
            int pairs = lines(files.resolve("pairs.jsonl")).size();
            assertThat(lines(files.resolve("margins.jsonl"))).hasSize(pairs);
            assertThat(lines(files.resolve("metrics.jsonl")))
                    .allMatch(step -> step.has("margin_safety"));
            assertThat(Runs.phases(recipes.run())).contains("iteration-" + iteration + "/margins");
        }
    }

    @Test
    void theLossAndTheRecipeMustNameTheSameRewards() {
        assertThatThrownBy(() -> recipes.preference(loss))
                .isInstanceOf(RecipeException.class)
                .hasMessageContaining(
                        "margin_rewards is of [], must be one for each reward that the loss asks for:"
                                + " [safety]");
        assertThatThrownBy(() ->
                        recipes.online("margin_rewards=[{name: safety, reward: " + scalar + "}]"))
                .isInstanceOf(RecipeException.class)
                .hasMessageContaining(
                        "margin_rewards is of [safety], must be left out (the loss asks for no"
                                + " reward)");
    }

    private static List<TokenGroup> tokens(List<PreferencePair> pairs) {
        var section = new ModelSection(recipes.base(), "auto", ModelSection.Dtype.FLOAT32);
        try (TextModel text = TextModel.open(section)) {
            return text.encoder(TokenLimits.NONE).pairs(pairs).tokens();
        }
    }

    private static int tokens(TokenGroup pair, int side) {
        return pair.replies().get(side).countedTokens();
    }

    private static List<double[]> scores(List<PreferencePair> pairs) {
        try (RewardModel model =
                Rewards.open(
                        new RewardSection.Scalar(
                                folder.resolve("reward"),
                                "auto",
                                ModelSection.Dtype.FLOAT32,
                                ScoreAt.LAST,
                                Optional.empty()))) {
            return model.score(
                    pairs.stream()
                            .map(pair ->
                                    new Candidates(
                                            pair.prompt(), List.of(pair.chosen(), pair.rejected())))
                            .toList(),
                    RunContext.QUIET);
        }
    }

    private static List<JsonNode> lines(Path file) throws IOException {
        var lines = new ArrayList<JsonNode>();
        for (String line : Files.readAllLines(file)) {
            lines.add(new JsonMapper().readTree(line));
        }
        return lines;
    }
}
