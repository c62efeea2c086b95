package dev.murmur.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.murmur.data.DataException;
import dev.murmur.evaluation.BestOfNCurve;
import dev.murmur.evaluation.EvaluationFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunReportTest {
    private static final Pattern CHART_DATA =
            Pattern.compile("<script type=\"application/json\" id=\"chart-data\">(.*?)</script>");

    @TempDir Path folder;

    @Test
    void twoArmsAreOverlaid() throws IOException {
        Path plain = new RunFixture(folder.resolve("plain"), 3, 9, 50).write().folder();
        Path regularised =
                new RunFixture(folder.resolve("regularised"), 3, 0.4, 50).write().folder();
        String html = page(plain, regularised);
        assertThat(html).contains("<h1>plain · regularised</h1>", "50 held-out prompts, judged by");
        for (JsonNode chart : charts(html)) {
            assertThat(chart.get("series")).as(chart.get("id").asText()).hasSize(2);
        }
        assertThat(html).contains("length-regularised-dpo").doesNotContain("is unfinished");
    }

    @Test
    void curvesHoldTheNumbersOfTheEvaluations() throws IOException {
        Path run = new RunFixture(folder.resolve("plain"), 2, 9, 50).write().folder();
        JsonNode winRate = chart(page(run), "win-rate").get("series").get(0).get("points");
        assertThat(winRate).hasSize(3);
        assertThat(winRate.get(0).get("y").asDouble()).isEqualTo(0.5);
        JsonNode expected =
                new JsonMapper()
                        .readTree(run.resolve("iteration-2/evaluation.json").toFile())
                        .get("win_rate");
        assertThat(winRate.get(2).get("y")).isEqualTo(expected.get("mean"));
        assertThat(winRate.get(2).get("se")).isEqualTo(expected.get("se"));
    }

    @Test
    void thePageNeedsNothingFromOutside() throws IOException {
        String html =
                page(
                        new RunFixture(folder.resolve("a"), 1, 1, 20)
                                .write()
                                .writeBestOfN()
                                .writeRewardModel()
                                .folder());
        assertThat(html)
                .doesNotContainPattern(
                        "(?i)(src|href|action|url)\\s*[=(]\\s*[\"']?\\s*(https?:)?//")
                .doesNotContain("sourceMappingURL", "<link", "@import");
        assertThat(html)
                .containsPattern(
                        "http-equiv=\"Content-Security-Policy\" content=\"default-src &#39;none&#39;; style-src &#39;sha256-");
    }

    @Test
    void hostileTextStaysText() throws IOException {
        String html = page(new RunFixture(folder.resolve("a"), 2, 1, 20).write().folder());
        assertThat(html)
                .contains("&lt;/script&gt;&lt;img src&#61;x onerror&#61;alert(1)&gt;{{title}} 2")
                .doesNotContain("<img");
        assertThat(html.split("</script>", -1)).hasSize(4);
    }

    @Test
    void aHostileNameStaysText() throws IOException {
        Path run = new RunFixture(folder.resolve("<b>&\"x' <"), 1, 1, 20).write().folder();
        String html = page(run);
        assertThat(html).doesNotContain("<b>&\"x");
        assertThat(chart(html, "reward").get("series").get(0).get("name").asText())
                .isEqualTo("<b>&\"x' <");
    }

    @Test
    void anUnfinishedRunShowsWhatIsMissing() throws IOException {
        Path run = new RunFixture(folder.resolve("a"), 2, 1, 20).write().folder();
        Files.delete(run.resolve("iteration-2/evaluation.json"));
        Files.delete(run.resolve("iteration-2/replies.jsonl"));
        Files.delete(run.resolve("iteration-2/outcomes.jsonl"));
        Files.writeString(
                run.resolve("iteration-2/metrics.jsonl"), "{\"step\":1,\"loss\":0.7}\n{\"st");
        String html = page(run);
        assertThat(html).contains("a is unfinished: 1 of 3 iterations are evaluated.");
        assertThat(html).contains("<td class=\"text\">iteration 2</td><td>–</td><td>–</td>");
        assertThat(chart(html, "reward").get("series").get(0).get("points")).hasSize(2);
        assertThat(html).doesNotContain("Best of n</h2>", "Reward model</h2>");
    }

    @Test
    void aRunThatHasOnlyBegunIsStillAPage() throws IOException {
        Path run = Files.createDirectories(folder.resolve("begun"));
        Files.writeString(run.resolve("recipe.yaml"), "kind: sft\nseed: 3\n");
        Files.writeString(run.resolve("metrics.jsonl"), "{\"step\":1,\"loss\":2.5}\n");
        String html = page(run);
        assertThat(charts(html)).hasSize(1);
        assertThat(html)
                .contains("<h2 id=\"training\">", "seed")
                .doesNotContain("<h2 id=\"outcome\">");
    }

    @Test
    void bestOfNAndRewardModelAppearWhenGiven() throws IOException {
        Path run =
                new RunFixture(folder.resolve("a"), 1, 1, 20)
                        .write()
                        .writeBestOfN()
                        .writeRewardModel()
                        .folder();
        String html = page(run);
        assertThat(chart(html, "best-of-n-judge").get("series").get(0).get("points")).hasSize(5);
        assertThat(html).contains("a: 74.1\u00a0±\u00a01.2\u202f% of pairs", "2950 pairs of 150");
    }

    @Test
    void aCurveWithoutAJudgeIsOfTheRewardAlone() throws IOException {
        Path run = new RunFixture(folder.resolve("a"), 1, 1, 20).write().folder();
        EvaluationFiles.write(
                run.resolve("best-of-n.json"),
                BestOfNCurve.of(List.of(new double[] {1, 3}, new double[] {5, 5}), 1, 2));
        String html = page(run);
        assertThat(chart(html, "best-of-n-reward").get("series").get(0).get("points")).hasSize(2);
        assertThat(html).contains("2 prompts").doesNotContain("best-of-n-judge", "judged by null");
    }

    @Test
    void armsThatShareARewardModelFindItsAccuracyBesideIt() throws IOException {
        Path reward =
                new RunFixture(folder.resolve("rm"), 0, 1, 20).write().writeRewardModel().folder();
        var arms = new Path[2];
        for (int i = 0; i < 2; i++) {
            arms[i] = new RunFixture(folder.resolve("arm" + i), 1, 1, 20).write().folder();
            Files.writeString(
                    arms[i].resolve("recipe.yaml"),
                    "reward: {type: scalar, path: '" + reward.resolve("model") + "'}\n");
        }
        assertThat(page(arms)).contains("arm0, arm1: 74.1");
    }

    @Test
    void theSameFoldersGiveTheSamePage() throws IOException {
        Path run = new RunFixture(folder.resolve("a"), 1, 1, 20).write().folder();
        assertThat(page(run)).isEqualTo(page(run));
    }

    @Test
    void pairCountsAndLengthsAreShown() throws IOException {
        String html = page(new RunFixture(folder.resolve("a"), 1, 9, 20).write().folder());
        assertThat(html).contains("21 tie, 3 identical replies");
        assertThat(html).containsPattern("<td>150</td><td>\\d+\\.\\d</td><td>\\d+\\.\\d</td>");
    }

    @Test
    void aFolderThatIsNoRunIsRefused() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertThatThrownBy(() -> page(empty))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        empty
                                + " is not a run folder: it holds none of recipe.yaml, start,"
                                + " iteration-1, metrics.jsonl; give the folder that 'murmur run'"
                                + " wrote, such as runs/<name>");
        assertThat(folder.resolve("report.html")).doesNotExist();
    }

    @Test
    void aFolderThatIsNotThereIsRefused() {
        assertThatThrownBy(() -> page(folder.resolve("nowhere")))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        folder.resolve("nowhere")
                                + " does not exist; give the folder that 'murmur run' wrote, such"
                                + " as runs/<name>");
    }

    @Test
    void aBrokenLineIsNamed() throws IOException {
        Path run = new RunFixture(folder.resolve("a"), 1, 1, 20).write().folder();
        Files.writeString(run.resolve("start/replies.jsonl"), "{\"id\n");
        assertThatThrownBy(() -> page(run))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("start/replies.jsonl:1");
    }

    @Test
    void aBrokenMetricIsNamed() throws IOException {
        Path run = new RunFixture(folder.resolve("a"), 1, 1, 20).write().folder();
        Files.writeString(run.resolve("iteration-1/metrics.jsonl"), "{}\n{\"id\n{}\n");
        assertThatThrownBy(() -> page(run))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("iteration-1/metrics.jsonl:2 cannot be parsed: ");
    }

    @Test
    void noRunAtAllIsRefused() {
        assertThatThrownBy(() -> RunReport.write(List.of(), folder.resolve("x.html")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a report needs at least one run folder");
    }

    private String page(Path... runs) throws IOException {
        Path html = folder.resolve("report.html");
        RunReport.write(List.of(runs), html);
        return Files.readString(html);
    }

    private static JsonNode charts(String html) throws IOException {
        var data = CHART_DATA.matcher(html);
        assertThat(data.find()).isTrue();
        return new JsonMapper().readTree(data.group(1));
    }

    static JsonNode chart(String html, String id) throws IOException {
        for (JsonNode chart : charts(html)) {
            if (chart.get("id").asText().equals(id)) {
                return chart;
            }
        }
        throw new AssertionError("no chart " + id);
    }
}
