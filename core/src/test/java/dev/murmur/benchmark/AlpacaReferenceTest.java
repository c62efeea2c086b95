package dev.murmur.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.murmur.data.RowLines;
import dev.murmur.evaluation.Estimate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Against AlpacaEval 2's published results, where they are at hand: they may not be copied here.
class AlpacaReferenceTest {
    private static final Path FOLDER = Path.of("../../shared/reference/alpaca-eval");

    @BeforeAll
    static void needsTheFiles() {
        assumeThat(Files.isDirectory(FOLDER)).isTrue();
    }

    @Test
    void rawFiguresAreThePublishedOnes() throws Exception {
        Map<String, JsonNode> published = leaderboard();
        List<AlpacaResult> results = results();
        assertThat(results).hasSize(19);
        for (AlpacaResult result : results) {
            JsonNode row = published.get(result.model());
            assertThat(result.winRate()).isCloseTo(row.path("win_rate").asDouble(), within(1e-6));
            assertThat(result.standardError())
                    .isCloseTo(row.path("standard_error").asDouble(), within(1e-6));
            assertThat(result.discreteWinRate())
                    .isCloseTo(row.path("discrete_win_rate").asDouble(), within(1e-9));
            assertThat(
                            List.of(
                                    result.wins(),
                                    result.baselineWins(),
                                    result.draws(),
                                    result.total()))
                    .as(result.model())
                    .isEqualTo(
                            List.of(
                                    row.path("n_wins").asInt(),
                                    row.path("n_wins_base").asInt(),
                                    row.path("n_draws").asInt(),
                                    row.path("n_total").asInt()));
            // The published length is over all instructions: empty replies were not judged.
            if (result.total() == AlpacaEval.INSTRUCTIONS) {
                assertThat(result.averageLength()).isEqualTo(row.path("avg_length").asInt());
            }
        }
    }

    /// Three of the 19 were published from other fits.
    @Test
    void lengthControlledRatesAreThePublishedOnes() throws Exception {
        Map<String, JsonNode> published = leaderboard();
        List<Double> off = new ArrayList<>();
        for (AlpacaResult result : results()) {
            off.add(
                    Math.abs(
                            result.lengthControlledWinRate()
                                    - published
                                            .get(result.model())
                                            .path("length_controlled_winrate")
                                            .asDouble()));
        }
        assertThat(off.stream().filter(d -> d < 0.02).count()).isGreaterThanOrEqualTo(13);
        assertThat(off.stream().filter(d -> d < 0.1).count()).isGreaterThanOrEqualTo(16);
    }

    @Test
    void publishedWeightsStandForThePublishedRates() throws Exception {
        Path weights = FOLDER.resolve("published_weights.csv");
        Map<String, Estimate> rates =
                AlpacaEval.open(
                                Optional.of(FOLDER.resolve("instruction_difficulty.csv")),
                                Optional.empty())
                        .fromWeights(weights);
        Map<String, JsonNode> published = table(weights);
        assertThat(rates).hasSameSizeAs(published).containsKey("Storm-7B");
        rates.forEach((model, rate) ->
                assertThat(rate.mean())
                        .as(model)
                        .isCloseTo(
                                published.get(model).path("length_controlled_winrate").asDouble(),
                                within(1e-5)));
    }

    private static List<AlpacaResult> results() {
        return AlpacaEval.open(
                        Optional.of(FOLDER.resolve("instruction_difficulty.csv")),
                        Optional.of(FOLDER.resolve("gamed_baselines.csv")))
                .results(FOLDER.resolve("annotations.csv.gz"), "gpt4_1106_preview");
    }

    private static Map<String, JsonNode> leaderboard() throws Exception {
        return table(FOLDER.resolve("leaderboard.csv"));
    }

    private static Map<String, JsonNode> table(Path file) throws Exception {
        var json = new JsonMapper();
        var rows = new ArrayList<String>();
        RowLines.forEach(file, (_, _, row) -> rows.add(row));
        var nodes = new ArrayList<JsonNode>();
        for (String row : rows) {
            nodes.add(json.readTree(row));
        }
        return nodes.stream()
                .collect(Collectors.toMap(node -> node.path("model").asText(), node -> node));
    }
}
