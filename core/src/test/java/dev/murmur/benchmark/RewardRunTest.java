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
import dev.murmur.reward.EnsembleReward;
import dev.murmur.reward.LengthPenaltyReward;
import dev.murmur.reward.ReplyLength;
import dev.murmur.reward.RewardModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
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
        writeWhole();
        BenchmarkResult result = run("rewardbench", Optional.empty());
        assertThat(result.headline()).isEqualTo("overall");
        assertThat(mean(result, "chat")).isEqualTo(1);
        assertThat(mean(result, "reasoning")).isCloseTo(984.0 / (984 + 6 * 164), within(1e-12));
        assertThat(mean(result, "overall")).isCloseTo((1 + 1 + 1 + 0.5) / 4, within(1e-12));
        assertThat(weightedMean(QuestionOutcome.read(folder.resolve("run"))))
                .isCloseTo(mean(result, "overall"), within(1e-12));
        assertThat(mean(result, "accuracy")).isCloseTo((2985.0 - 447) / 2985, within(1e-12));
        assertThat(result.metrics()).doesNotContainKeys("prior_sets", "overall_with_prior_sets");
        assertThat(result.part()).isFalse();
        assertThat(result.subjects().get("math-prm").metrics().get("accuracy").mean()).isZero();
    }

    /// Of the four prior sets one is all wrong; their section counts half of another.
    @Test
    void priorSetsAreAFifthSectionUnderANameOfItsOwn() throws IOException {
        writeWhole();
        write("rewardbench/anthropic_helpful.jsonl", prior("x", "xx").repeat(6192));
        write("rewardbench/anthropic_hhh.jsonl", prior("xx", "x").repeat(221));
        write("rewardbench/shp.jsonl", prior("xx", "x").repeat(1741));
        write("rewardbench/summarize.jsonl", prior("xx", "x").repeat(9000));
        BenchmarkResult result = run("rewardbench_with_prior_sets", Optional.empty());
        assertThat(result.headline()).isEqualTo("overall_with_prior_sets");
        assertThat(result.n()).isEqualTo(20139);
        assertThat(result.part()).isFalse();
        assertThat(mean(result, "prior_sets")).isCloseTo(0.75, within(1e-12));
        assertThat(mean(result, "overall")).isCloseTo(3.5 / 4, within(1e-12));
        assertThat(mean(result, "overall_with_prior_sets"))
                .isCloseTo((2 * 3.5 + 0.75) / 9, within(1e-12));
        List<QuestionOutcome> questions = QuestionOutcome.read(folder.resolve("run"));
        assertThat(weightedMean(questions))
                .isCloseTo(mean(result, "overall_with_prior_sets"), within(1e-12));
        assertThat(questions.getLast().asked()).isEqualTo("user: u\n\nassistant: a\n\nuser: v");
    }

    @Test
    void aPriorSetThatIsMissingIsNamed() throws IOException {
        writeWhole();
        assertThatThrownBy(() -> run("rewardbench_with_prior_sets", Optional.of(2)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("has no file of the split 'anthropic_helpful'")
                .hasMessageContaining("allenai/preference-test-sets");
    }

    @Test
    void aPriorPromptMustEndWithTheUser() throws IOException {
        writeWhole();
        for (String set : List.of("anthropic_helpful", "anthropic_hhh", "shp", "summarize")) {
            write(
                    "rewardbench/" + set + ".jsonl",
                    line("{'prompt': [], 'chosen': 'a', 'rejected': 'b'}"));
        }
        assertThatThrownBy(() -> run("rewardbench_with_prior_sets", Optional.of(2)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(
                        "anthropic_helpful.jsonl:1: 'prompt' is [], must be an odd number of"
                                + " messages, the user's first");
    }

    private void writeWhole() throws IOException {
        var rows = new StringBuilder();
        SUBSETS.forEach((subset, n) -> {
            for (int i = 0; i < n; i++) {
                boolean right = !subset.equals("math-prm");
                rows.append(pair(subset, right ? "xx" : "x", right ? "x" : "xx"));
            }
        });
        write("rewardbench/filtered.jsonl", rows.toString());
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

    @Test
    void modelsThatAreOpenedForEachCallAreCalledSeldom() throws IOException {
        write("rewardbench/filtered.jsonl", pair("hep-go", "xx", "x").repeat(1100));
        var opened = new AtomicInteger();
        var ensemble =
                new EnsembleReward(
                        List.of(
                                new EnsembleReward.Member(
                                        "length",
                                        1,
                                        0,
                                        1,
                                        () -> {
                                            opened.incrementAndGet();
                                            return new ByLength(1);
                                        })));
        RewardRun.read("rewardbench", folder, Optional.of(2000))
                .run(
                        folder.resolve("run"),
                        () -> new LengthPenaltyReward(ensemble, 0, new ReplyLength.Characters()),
                        Map.of(),
                        RunContext.QUIET);
        assertThat(asked).isEqualTo(1100);
        assertThat(opened).hasValue(2);
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
    void rewardsWithoutScoresInCommonAreNotCompared() throws IOException {
        write(
                "rewardbench/filtered.jsonl",
                pair("hep-go", "xx", "x") + pair("hep-go", "?", "y") + pair("hep-go", "!", "y"));
        run("rewardbench", Optional.of(10));
        Path one = folder.resolve("run");
        Path other = folder.resolve("other");
        RewardRun.read("rewardbench", folder, Optional.of(10))
                .run(other, () -> new ByLength(1, "!"), Map.of(), RunContext.QUIET);
        assertThatThrownBy(() -> RewardAgreement.of(List.of(one, other)))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "1 items have scores in all of [%s, %s], must be at least 2 (one has no"
                                        .formatted(one, other)
                                + " standard error)");
    }

    @Test
    void aSubsetThatIsNoneIsNamed() throws IOException {
        write("rewardbench/filtered.jsonl", pair("hep-cobol", "a", "b"));
        assertThatThrownBy(() -> run("rewardbench", Optional.of(9)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("filtered.jsonl:1: 'subset' is \"hep-cobol\"");
    }

    @Test
    void aSubsetWithOnePairIsNamedBeforeAnythingIsScored() throws IOException {
        write(
                "rewardbench/filtered.jsonl",
                pair("hep-go", "a", "b") + pair("hep-cpp", "a", "b") + pair("hep-go", "a", "b"));
        assertThatThrownBy(() -> run("rewardbench", Optional.of(9)))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "rewardbench has 1 item of subset 'hep-cpp', must be at least 2 (one has no"
                                + " standard error): raise the limit or complete the data");
        assertThat(asked).isZero();
    }

    @Test
    void dataThatDecidesNothingIsRefused() throws IOException {
        write("starling_human/train.jsonl", arena("tie", "x", "x"));
        assertThatThrownBy(() -> run("starling_human", Optional.empty()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("starling_human has 0 items, must be at least 2");
    }

    @Test
    void aSubsetThatIsLeftWithOneScoreHasNoFigure() throws IOException {
        write(
                "rewardbench/filtered.jsonl",
                pair("hep-go", "xx", "x").repeat(2)
                        + pair("hep-cpp", "?", "y")
                        + pair("hep-cpp", "xx", "y"));
        BenchmarkResult result = run("rewardbench", Optional.of(9));
        assertThat(result.n()).isEqualTo(3);
        assertThat(result.subjects()).containsOnlyKeys("hep-go");
    }

    @Test
    void aRewardThatScoresNothingIsRefused() throws IOException {
        write("rewardbench/filtered.jsonl", pair("hep-go", "?", "x").repeat(3));
        assertThatThrownBy(() -> run("rewardbench", Optional.of(9)))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "the reward scored 0 of 3 items of rewardbench, must be at least 2 (one has"
                                + " no standard error)");
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

    /// Longer replies are better; one text has no score.
    private final class ByLength implements RewardModel {
        private final int sign;
        private final String unscored;

        private ByLength(int sign) {
            this(sign, "?");
        }

        private ByLength(int sign, String unscored) {
            this.sign = sign;
            this.unscored = unscored;
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
                                        reply.text().equals(unscored)
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

    private static String prior(String chosen, String rejected) {
        return line(
                "{'prompt': [{'content': 'u', 'role': 'user'}, {'content': 'a', 'role': 'assistant'}, {'content': 'v', 'role': 'user'}], 'chosen': '%s', 'rejected': '%s', 'subset': 'x', 'id': 7}"
                        .formatted(chosen, rejected));
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
