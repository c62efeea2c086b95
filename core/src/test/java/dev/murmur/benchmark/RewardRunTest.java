package dev.murmur.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.murmur.data.Candidates;
import dev.murmur.data.DataException;
import dev.murmur.evaluation.Estimate;
import dev.murmur.evaluation.EvaluationFiles;
import dev.murmur.evaluation.RewardDiagnostics;
import dev.murmur.metrics.RunContext;
import dev.murmur.reward.RewardModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RewardRunTest {
    /// Subsets and how many pairs the published data has of each.
    private static final Map<String, Integer> SUBSETS =
            Map.ofEntries(
                    Map.entry("alpacaeval-easy", 100),
                    Map.entry("alpacaeval-length", 95),
                    Map.entry("alpacaeval-hard", 95),
                    Map.entry("mt-bench-easy", 28),
                    Map.entry("mt-bench-med", 40),
                    Map.entry("mt-bench-hard", 37),
                    Map.entry("llmbar-natural", 100),
                    Map.entry("llmbar-adver-neighbor", 134),
                    Map.entry("llmbar-adver-GPTInst", 92),
                    Map.entry("llmbar-adver-GPTOut", 47),
                    Map.entry("llmbar-adver-manual", 46),
                    Map.entry("refusals-dangerous", 100),
                    Map.entry("refusals-offensive", 100),
                    Map.entry("xstest-should-refuse", 154),
                    Map.entry("xstest-should-respond", 250),
                    Map.entry("donotanswer", 136),
                    Map.entry("math-prm", 447),
                    Map.entry("hep-cpp", 164),
                    Map.entry("hep-go", 164),
                    Map.entry("hep-java", 164),
                    Map.entry("hep-js", 164),
                    Map.entry("hep-python", 164),
                    Map.entry("hep-rust", 164));

    @TempDir Path folder;
    private int asked;

    /// The whole of it: math-prm, all wrong, weighs as much as code, all right.
    @Test
    void rewardBenchWeighsItsSubsetsAsPublished() throws IOException {
        var rows = new StringBuilder();
        SUBSETS.forEach((subset, n) -> {
            for (int i = 0; i < n; i++) {
                boolean right = !subset.equals("math-prm");
                rows.append(pair(subset, right ? "xx" : "x", right ? "x" : "xx"));
            }
        });
        write("rewardbench/filtered.jsonl", rows.toString());
        BenchmarkResult result = run("rewardbench", Optional.empty());
        assertThat(result.headline()).isEqualTo("overall");
        assertThat(mean(result, "chat")).isEqualTo(1);
        assertThat(mean(result, "reasoning")).isCloseTo(984.0 / (984 + 6 * 164), within(1e-12));
        assertThat(mean(result, "overall")).isCloseTo((1 + 1 + 1 + 0.5) / 4, within(1e-12));
        assertThat(weightedMean(QuestionOutcome.read(folder.resolve("run"))))
                .isCloseTo(mean(result, "overall"), within(1e-12));
        assertThat(mean(result, "accuracy")).isCloseTo((2985.0 - 447) / 2985, within(1e-12));
        assertThat(result.part()).isFalse();
        assertThat(result.subjects().get("math-prm").metrics().get("accuracy").mean()).isZero();
    }

    private static double weightedMean(List<QuestionOutcome> questions) {
        double weights = 0;
        double sum = 0;
        for (QuestionOutcome question : questions) {
            weights += question.weight();
            sum += question.weight() * Objects.requireNonNull(question.score());
        }
        return sum / weights;
    }

    @Test
    void aTieIsWrongAndCounted() throws IOException {
        write(
                "rewardbench/filtered.jsonl",
                pair("hep-go", "xx", "x") + pair("hep-go", "x", "y") + pair("hep-go", "xx", "x"));
        BenchmarkResult result = run("rewardbench", Optional.of(10));
        assertThat(result.headline()).isEqualTo("accuracy");
        assertThat(mean(result, "accuracy")).isCloseTo(2 / 3.0, within(1e-12));
        RewardDiagnostics found =
                EvaluationFiles.read(
                        folder.resolve("run/diagnostics.json"), RewardDiagnostics.class);
        assertThat(found.pairs()).isEqualTo(3);
        assertThat(found.lengthCorrelation()).isCloseTo(1, within(1e-12));
        assertThat(found.longerBetter().pairs()).isEqualTo(2);
        assertThat(result.counts()).containsEntry("ties", 1).containsEntry("unscored", 0);
        assertThat(result.metrics()).doesNotContainKeys("overall", "reasoning");
        assertThat(result.part()).isTrue();
    }

    @Test
    void whatHasNoScoreIsNeitherRightNorWrong() throws IOException {
        write(
                "rewardbench/filtered.jsonl",
                pair("hep-go", "xx", "x") + pair("hep-go", "?", "y") + pair("hep-go", "xx", "x"));
        BenchmarkResult result = run("rewardbench", Optional.of(10));
        assertThat(mean(result, "accuracy")).isEqualTo(1);
        assertThat(result.n()).isEqualTo(2);
        assertThat(result.counts()).containsEntry("unscored", 1);
        assertThat(QuestionOutcome.read(folder.resolve("run")))
                .extracting(QuestionOutcome::score)
                .containsExactly(1.0, null, 1.0);
    }

    @Test
    void theBestAnswerMayTieWithOtherCorrectOnesOnly() throws IOException {
        // best 3, correct 3 and 2, incorrect 2: right are 3>=3, 3>=2, 3>2, 3>2; wrong is 2>2
        write(
                "starling_truth/validation.jsonl",
                truth("xxx", "'xxx', 'yyy', 'zz'", "'ww'") + truth("xx", "'xx'", "'y'"));
        assertThat(mean(run("starling_truth", Optional.empty()), "accuracy"))
                .isCloseTo((0.8 + 1) / 2, within(1e-12));
    }

    @Test
    void humanPreferenceReadsEachSidesOwnConversation() throws IOException {
        write(
                "starling_human/train.jsonl",
                arena("model_a", "xx", "x") + arena("model_b", "xx", "x") + arena("tie", "x", "x"));
        BenchmarkResult result = run("starling_human", Optional.empty());
        assertThat(result.n()).isEqualTo(2);
        assertThat(mean(result, "accuracy")).isEqualTo(0.5);
        assertThat(result.published()).isNull();
        assertThat(result.part()).isFalse();
    }

    @Test
    void safetyIsOfPairsWithOneSafeReply() throws IOException {
        write(
                "starling_safety/test.jsonl",
                safety("xx", true, "x", false)
                        + safety("xx", false, "x", true)
                        + safety("xx", true, "x", true)
                        + safety("x", false, "xx", true));
        BenchmarkResult result = run("starling_safety", Optional.empty());
        assertThat(result.n()).isEqualTo(3);
        assertThat(mean(result, "accuracy")).isCloseTo(2 / 3.0, within(1e-12));
    }

    @Test
    void whatWasScoredIsNotScoredAgain() throws IOException {
        write("rewardbench/filtered.jsonl", pair("hep-go", "xx", "x").repeat(70));
        BenchmarkResult whole = run("rewardbench", Optional.of(100));
        assertThat(asked).isEqualTo(70);
        Path log = folder.resolve("run/answers.jsonl");
        List<String> lines = Files.readAllLines(log);
        Files.writeString(log, String.join("\n", lines.subList(0, 65)) + "\n");
        asked = 0;
        assertThat(run("rewardbench", Optional.of(100))).isEqualTo(whole);
        assertThat(asked).isEqualTo(6);
    }

    /// Of three pairs that both score, length and its opposite order the tie alike.
    @Test
    void rewardsAreComparedWhereBothScore() throws IOException {
        write(
                "rewardbench/filtered.jsonl",
                pair("hep-go", "xx", "x")
                        + pair("hep-go", "?", "y")
                        + pair("hep-go", "x", "y")
                        + pair("hep-go", "x", "yyy"));
        run("rewardbench", Optional.of(10));
        Path other = folder.resolve("other");
        RewardRun.read("rewardbench", folder, Optional.of(10))
                .run(other, () -> new ByLength(-1), Map.of(), RunContext.QUIET);
        Path one = folder.resolve("run");
        RewardAgreement agreement = RewardAgreement.of(List.of(one, other));
        assertThat(agreement.items()).isEqualTo(3);
        assertThat(agreement.matrix().get(0).get(0).mean()).isEqualTo(1);
        assertThat(agreement.matrix().get(0).get(1).mean()).isCloseTo(1 / 3.0, within(1e-12));
        assertThat(agreement.matrix().get(1).get(0)).isEqualTo(agreement.matrix().get(0).get(1));

        write("rewardbench/filtered.jsonl", pair("hep-go", "xx", "x").repeat(3));
        Path third = folder.resolve("third");
        RewardRun.read("rewardbench", folder, Optional.of(10))
                .run(third, () -> new ByLength(1), Map.of(), RunContext.QUIET);
        assertThatThrownBy(() -> RewardAgreement.of(List.of(one, third)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("is of other items than");
    }

    @Test
    void aSubsetThatIsNoneIsNamed() throws IOException {
        write("rewardbench/filtered.jsonl", pair("hep-cobol", "a", "b"));
        assertThatThrownBy(() -> run("rewardbench", Optional.of(9)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("filtered.jsonl:1: 'subset' is \"hep-cobol\"");
    }

    @Test
    void aPartIsNoFigureUnlessAskedFor() throws IOException {
        write("rewardbench/filtered.jsonl", pair("hep-go", "a", "b"));
        assertThatThrownBy(() -> run("rewardbench", Optional.empty()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("has 1 questions, rewardbench has 2985");
    }

    private static double mean(BenchmarkResult result, String metric) {
        Estimate found = result.metrics().get(metric);
        assertThat(found).as(metric).isNotNull();
        return found.mean();
    }

    private BenchmarkResult run(String name, Optional<Integer> limit) {
        Supplier<RewardModel> reward = () -> new ByLength(1);
        return RewardRun.read(name, folder, limit)
                .run(folder.resolve("run"), reward, Map.of(), RunContext.QUIET);
    }

    /// Longer replies are better; a question mark has no score.
    private final class ByLength implements RewardModel {
        private final int sign;

        private ByLength(int sign) {
            this.sign = sign;
        }

        @Override
        public String id() {
            return "length";
        }

        @Override
        public List<double[]> score(List<Candidates> batch, RunContext context) {
            var scores = new ArrayList<double[]>();
            for (Candidates row : batch) {
                asked++;
                scores.add(
                        row.replies().stream()
                                .mapToDouble(reply ->
                                        reply.text().equals("?")
                                                ? Double.NaN
                                                : sign * reply.text().length())
                                .toArray());
            }
            return scores;
        }

        @Override
        public void close() {}
    }

    private void write(String file, String rows) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, rows);
    }

    private static String pair(String subset, String chosen, String rejected) {
        return line(
                "{'prompt': 'p', 'chosen': '%s', 'rejected': '%s', 'subset': '%s', 'id': 7}"
                        .formatted(chosen, rejected, subset));
    }

    private static String truth(String best, String correct, String incorrect) {
        return line(
                "{'question': 'q', 'best_answer': '%s', 'correct_answers': [%s], 'incorrect_answers': [%s]}"
                        .formatted(best, correct, incorrect));
    }

    private static String arena(String winner, String a, String b) {
        return line(
                "{'question_id': 'q', 'winner': '%s', 'conversation_a': %s, 'conversation_b': %s}"
                        .formatted(winner, conversation("a", a), conversation("b", b)));
    }

    private static String conversation(String side, String last) {
        return "[{'role': 'user', 'content': 'u'}, {'role': 'assistant', 'content': 'early %s'}, {'role': 'user', 'content': 'v'}, {'role': 'assistant', 'content': '%s'}]"
                .formatted(side, last);
    }

    private static String safety(String first, boolean firstSafe, String second, boolean safe) {
        return line(
                "{'prompt': 'p', 'response_0': '%s', 'is_response_0_safe': %s, 'response_1': '%s', 'is_response_1_safe': %s}"
                        .formatted(first, firstSafe, second, safe));
    }

    private static String line(String quoted) {
        return quoted.replace('\'', '"') + "\n";
    }
}
