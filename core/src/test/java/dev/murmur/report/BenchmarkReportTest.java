package dev.murmur.report;

import static dev.murmur.report.RunReportTest.chart;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.murmur.benchmark.BenchmarkResult;
import dev.murmur.report.Questions.Cell;
import dev.murmur.report.Questions.Section;
import dev.murmur.report.Questions.Sheet;
import dev.murmur.report.Questions.Words;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchmarkReportTest {
    @TempDir Path folder;

    @Test
    void theTableHasFiguresErrorsAndCounts() throws IOException {
        Path run = measured("mine", 0.5).writeRated().folder();
        BenchmarkResult result = BenchmarkResult.read(run.resolve("mt_bench"));
        assertThat(page(run))
                .contains(
                        "<h2 id=\"benchmarks\">",
                        "<td>%s</td><td>80</td>".formatted(Format.estimate(result.figure(), 2)),
                        "unparsed 0",
                        "<th scope=\"row\" class=\"text\">mt_bench: shots</th><td class=\"text\">5</td>")
                .doesNotContain("<h2 id=\"outcome\">", "class=\"notice\"");
    }

    @Test
    void aPartIsSaidLoudly() throws IOException {
        String html = page(measured("mine", 0.5).writeCompared().folder());
        assertThat(html)
                .contains(
                        "They are not the benchmarks’ and are not to be compared with published ones:"
                                + " alpaca_eval (89 of 90 questions).")
                .contains("<b class=\"part\">part</b>", "<td>89 of 90</td>");
    }

    @Test
    void aLoopIsDrawnOverItsIterations() throws IOException {
        Path run = loop();
        JsonNode points = chart(page(run), "iterations-mmlu").get("series").get(0).get("points");
        assertThat(points).hasSize(4);
        BenchmarkResult last = BenchmarkResult.read(run.resolve("benchmarks/iteration-3/mmlu"));
        assertThat(points.get(3).get("x").asInt()).isEqualTo(3);
        assertThat(points.get(3).get("y").asDouble()).isEqualTo(last.figure().mean());
        assertThat(points.get(3).get("se").asDouble()).isEqualTo(last.figure().se());
        assertThat(points.get(0).get("label").asText()).isEqualTo("start");
    }

    /// Start, first and last of a loop; of several runs the last of each.
    @Test
    void fewModelsAreDrawnOverEachOther() throws IOException {
        Path loop = loop();
        assertThat(chart(page(loop), "subjects-mmlu").get("series"))
                .extracting(series -> series.get("name").asText())
                .containsExactly("loop start", "loop iteration 1", "loop iteration 3");
        Path other = measured("other", 0.7).writeChoices(3, 5).folder();
        assertThat(chart(page(loop, other), "subjects-mmlu").get("series"))
                .extracting(series -> series.get("name").asText())
                .containsExactly("loop iteration 3", "other");
    }

    @Test
    void ratingsOfAFewSubjectsAreARadarAndAllElseIsDots() throws IOException {
        String html = page(measured("mine", 0.5).writeRated().writeChoices(13, 4).folder());
        JsonNode radar = chart(html, "subjects-mt_bench");
        assertThat(radar.get("style").asText()).isEqualTo("RADAR");
        assertThat(radar.get("series").get(0).get("points")).hasSize(8);
        JsonNode dots = chart(html, "subjects-mmlu");
        assertThat(dots.get("style").asText()).isEqualTo("DOTS");
        assertThat(dots.get("series").get(0).get("points")).hasSize(13);
    }

    @Test
    void winsAreHeldAgainstLength() throws IOException {
        Path a = measured("a", 0.5).writeCompared().folder();
        Path b = measured("b", 0.7).writeCompared().folder();
        JsonNode chart = chart(page(a, b), "length-alpaca_eval-score");
        assertThat(chart.get("level").asDouble()).isEqualTo(0.5);
        assertThat(chart.get("series"))
                .extracting(series -> series.get("name").asText())
                .containsExactly("a", "b", "baseline");
        assertThat(chart.get("series").get(0).get("points").get(0).get("x").asInt())
                .isEqualTo(1500);
        assertThat(chart.get("series").get(2).get("points").get(0).get("y").asDouble())
                .isEqualTo(0.5);
    }

    @Test
    void bothWinRatesAreHeldAgainstLengthWhereThereAreTwo() throws IOException {
        Path run = measured("a", 0.5).writeCompared().folder();
        Path file = run.resolve("alpaca_eval/result.json");
        Files.writeString(
                file,
                Files.readString(file)
                        .replace(
                                "\"metrics\" : {",
                                "\"metrics\" : {\"win_rate\": {\"mean\": 0.4, \"se\": 0.1},"
                                        + " \"length_controlled_win_rate\": {\"mean\": 0.3, \"se\": 0.1},"));
        String html = page(run);
        assertThat(point(chart(html, "length-alpaca_eval-win_rate"))).isEqualTo(0.4);
        assertThat(point(chart(html, "length-alpaca_eval-length_controlled_win_rate")))
                .isEqualTo(0.3);
    }

    @Test
    void intervalsAndSeveralRunsStandBesideTheFigure() throws IOException {
        Path run = measured("a", 0.5).writeCompared().folder();
        Path file = run.resolve("alpaca_eval/result.json");
        Files.writeString(
                file,
                Files.readString(file)
                        .replace(
                                "\"intervals\" : { }",
                                "\"intervals\": {\"score\": {\"low\": 0.4, \"high\": 0.75}}")
                        .replace("\"runs\" : [ ]", "\"runs\": [0.5, 0.6]"));
        assertThat(page(run))
                .contains(
                        "95\u202f%\u00a0[40.0\u202f%,\u00a075.0\u202f%]",
                        "runs 50.0\u202f% 60.0\u202f%");
    }

    @Test
    void hostileRepliesStayText() throws IOException {
        String html = page(measured("mine", 0.5).writeRated().writeCompared().folder());
        assertThat(html)
                .contains("&lt;/script&gt;&lt;img src&#61;x onerror&#61;alert(1)&gt;{{title}} 0.5")
                .doesNotContain("<img");
        assertThat(html.split("</script>", -1)).hasSize(4);
    }

    @Test
    void thePageNeedsNothingFromOutside() throws IOException {
        assertThat(page(loop()))
                .doesNotContainPattern(
                        "(?i)(src|href|action|url)\\s*[=(]\\s*[\"']?\\s*(https?:)?//")
                .contains("default-src &#39;none&#39;");
    }

    @Test
    void ofManyQuestionsSomeAreShownAndTheRestIsCounted() throws IOException {
        Path run = measured("mine", 0.5).writeChoices(10, 50).folder();
        Section section = section(run);
        assertThat(section.sheets()).hasSize(Questions.SHOWN);
        assertThat(section.leftOut()).isEqualTo(300);
        assertThat(section.subjects()).hasSize(10);
        assertThat(page(run)).contains("200 of 500 questions, 300 are not on this page");
    }

    /// One model: each reply stands alone, and so do the judge's words.
    @Test
    void oneModelsRepliesAndItsJudgeAreBesideEachOther() {
        Sheet sheet = section(measured("mine", 0.5).writeCompared().folder()).sheets().get(1);
        assertThat(sheet.cells())
                .flatExtracting(Cell::words)
                .extracting(Words::by)
                .containsExactly("model", "baseline", "gpt-4, first shown");
        assertThat(sheet.cells()).extracting(Cell::shared).containsExactly(true, true, false);
        assertThat(sheet.cells().getLast().words().getFirst().judge()).isTrue();
        assertThat(sheet.score()).isIn("0.97", "0.04");
    }

    /// Several: what all have is there once.
    @Test
    void whatEveryModelHasIsShownOnce() {
        Path a = measured("a", 0.1).writeCompared().folder();
        Path b = measured("b", 0.9).writeCompared().folder();
        Section section = section(a, b);
        assertThat(section.order()).isEqualTo("a → b");
        Sheet sheet = section.sheets().get(1);
        assertThat(sheet.cells()).extracting(Cell::name).containsExactly("", "a", "b");
        assertThat(sheet.cells().getFirst().words())
                .containsExactly(new Words("baseline", "Baseline on thing 1.", false));
        assertThat(sheet.cells().getLast().words())
                .extracting(Words::by)
                .containsExactly("model", "gpt-4, first shown");
        assertThat(section.outcomes()).containsExactly("b is better", "no score", "the same");
    }

    @Test
    void questionsCanBeChosenByTheirScore() {
        assertThat(section(measured("a", 0.5).writeCompared().folder()).outcomes())
                .containsExactly("above a half", "below a half", "no score");
        assertThat(section(measured("b", 0.3).writeRated().folder()).outcomes())
                .containsExactly("4 to under 7", "under 4");
    }

    @Test
    void aVeryLongReplyIsCutAndSaysSo() throws IOException {
        Path run = measured("a", 0.5).writeCompared().folder();
        Path file = run.resolve("alpaca_eval/questions.jsonl");
        Files.writeString(
                file, Files.readString(file).replaceFirst("Baseline on", "x".repeat(7000)));
        assertThat(page(run))
                .contains("x".repeat(6000) + " … (1009 characters left out)")
                .doesNotContain("x".repeat(6001));
    }

    @Test
    void theSameFoldersGiveTheSamePage() throws IOException {
        Path loop = loop();
        assertThat(page(loop)).isEqualTo(page(loop));
    }

    private MeasuredFixture measured(String name, double skill) {
        return new MeasuredFixture(folder.resolve(name), skill).writeRecipe();
    }

    private Path loop() {
        Path run = new RunFixture(folder.resolve("loop"), 3, 9, 20).write().folder();
        for (String stage : List.of("start", "iteration-1", "iteration-2", "iteration-3")) {
            new MeasuredFixture(run.resolve("benchmarks").resolve(stage), 0.1 * stage.length())
                    .writeRecipe()
                    .writeChoices(3, 5);
        }
        return run;
    }

    private static Section section(Path... folders) {
        List<Run> runs =
                Stream.of(folders)
                        .map(run -> RunFolder.read(run, run.getFileName().toString()))
                        .toList();
        return new Questions(runs).sections().getFirst();
    }

    private String page(Path... runs) throws IOException {
        Path html = folder.resolve("report.html");
        RunReport.write(List.of(runs), html);
        return Files.readString(html);
    }

    private static double point(JsonNode chart) {
        return chart.get("series").get(0).get("points").get(0).get("y").asDouble();
    }
}
