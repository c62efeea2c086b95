package dev.murmur.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.murmur.data.AtomicFiles;
import dev.murmur.data.Candidates;
import dev.murmur.data.DataException;
import dev.murmur.data.DataReader;
import dev.murmur.data.FinishReason;
import dev.murmur.data.ScoredCandidates;
import dev.murmur.evaluation.EvaluationFiles;
import dev.murmur.evaluation.Monitors;
import dev.murmur.evaluation.PolicyEvaluation;
import dev.murmur.generation.LogProbGap;
import dev.murmur.metrics.StopSignal;
import dev.murmur.model.CausalLm;
import dev.murmur.online.Peak;
import dev.murmur.tensor.Dtype;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Rejection sampling, evaluation and stop rules on a tiny model, end to end.
class LoopRunsTest {
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
    void rejectionSamplingImitatesTheBestFinishedRepliesAndKeepsThePeak() throws IOException {
        Path model = Runs.run(recipes.rejectionSampling());

        assertThat(model).isEqualTo(recipes.run().resolve("model"));
        CausalLm.frozen(model, Dtype.FLOAT32).close();
        Path first = recipes.run().resolve("iteration-1");
        List<Candidates> all = DataReader.candidates(first.resolve("candidates.jsonl"));
        List<ScoredCandidates> scored = DataReader.scores(first.resolve("scores.jsonl"), all);
        List<Candidates> kept = DataReader.candidates(first.resolve("kept.jsonl"));
        assertThat(kept).isNotEmpty();
        for (Candidates row : kept) {
            var reply = row.replies().getFirst();
            assertThat(reply.finish()).isEqualTo(FinishReason.STOP);
            ScoredCandidates of =
                    scored.stream()
                            .filter(s -> s.candidates().prompt().id().equals(row.prompt().id()))
                            .findFirst()
                            .orElseThrow();
            double best = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < of.scores().length; i++) {
                if (of.candidates().replies().get(i).finish() == FinishReason.STOP) {
                    best = Math.max(best, of.scores()[i]);
                }
            }
            double bestFinished = best;
            assertThat(of.candidates().replies())
                    .anySatisfy(candidate -> {
                        int at = of.candidates().replies().indexOf(candidate);
                        assertThat(of.scores()[at]).isEqualTo(bestFinished);
                        assertThat(candidate.ids()).isEqualTo(reply.ids());
                    });
        }
        var peak = EvaluationFiles.read(recipes.run().resolve("peak.json"), Peak.class);
        Path from =
                peak.peak().equals("start")
                        ? recipes.base()
                        : recipes.run().resolve(peak.peak()).resolve("model");
        assertThat(Runs.hashes(model)).isEqualTo(Runs.hashes(from));
        assertThat(Files.readString(recipes.run().resolve("report.html"))).contains("Monitors");
    }

    @Test
    void samplingInALessPreciseTypeLeavesItsGap() throws IOException {
        Runs.run(recipes.rejectionSampling("iterations=1", "sampling.compute=float16"));

        Path gap = recipes.run().resolve("iteration-1/compute-gap.json");
        assertThat(EvaluationFiles.read(gap, LogProbGap.class).mean()).isBetween(1e-9, 0.01);
        assertThat(recipes.run().resolve("start/compute-gap.json")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{type: greedy, max_new_tokens: 12}",
                "{type: beam, beams: 3, length_penalty: 0.5, max_new_tokens: 12}",
                "{type: greedy, compute: float16, max_new_tokens: 12}",
                "{type: sampling, top_p: 0.9, max_new_tokens: 12}"
            })
    void aModelIsMeasuredAgainstItselfDecodedInAnotherWay(String decoding) throws IOException {
        Path run = Runs.run(recipes.evaluation("decoding=" + decoding));

        assertThat(run).isEqualTo(recipes.run());
        var evaluation =
                EvaluationFiles.read(run.resolve("evaluation.json"), PolicyEvaluation.class);
        assertThat(evaluation.prompts()).isEqualTo(3);
        assertThat(evaluation.kl().mean()).isZero(); // the same weights
        var baseline =
                EvaluationFiles.read(
                        run.resolve("baseline/evaluation.json"), PolicyEvaluation.class);
        assertThat(baseline.winRate().mean()).isEqualTo(0.5);
        assertThat(Files.readString(run.resolve("report.html"))).contains("baseline");
    }

    @Test
    void samplerAndTrainerAgreeAboutRepliesThatWereDrawnFromTheModel() throws IOException {
        Path run = Runs.run(recipes.evaluation("decoding={type: sampling, max_new_tokens: 12}"));
        for (String stage : List.of("baseline", "")) {
            assertThat(gap(run.resolve(stage))).as(stage).isBetween(0.0, 1e-4);
        }
        assertThat(
                        DataReader.scores(
                                run.resolve("reply-log-probs.jsonl"),
                                DataReader.candidates(run.resolve("replies.jsonl"))))
                .hasSize(3)
                .allSatisfy(row -> assertThat(row.scores()[0]).isNegative());
    }

    /// Replies are drawn in float32 and their log-probs computed in bfloat16.
    @Test
    void aRuleEndsARunWhoseSamplerAndTrainerDisagree() throws IOException {
        Path model =
                Runs.run(
                        recipes.online(
                                "training.dtype=bfloat16",
                                "stop=[{metric: log_prob_gap, above: 1e-5}]"));
        assertThat(model).isEqualTo(recipes.base());
        assertThat(gap(recipes.run().resolve("start"))).isGreaterThan(1e-5);
        assertThat(Files.readString(recipes.run().resolve("stopped.json")))
                .contains("log_prob_gap is ");
    }

    private static double gap(Path stage) {
        return EvaluationFiles.read(stage.resolve("monitors.json"), Monitors.class)
                .value(Monitors.Metric.LOG_PROB_GAP)
                .orElseThrow();
    }

    @Test
    void bestOfNLeavesItsScoresBeside() throws IOException {
        Path run = Runs.run(recipes.evaluation());
        List<Candidates> all = DataReader.candidates(run.resolve("reply-candidates.jsonl"));
        List<ScoredCandidates> scored = DataReader.scores(run.resolve("reply-scores.jsonl"), all);
        List<Candidates> replies = DataReader.candidates(run.resolve("replies.jsonl"));
        for (int i = 0; i < replies.size(); i++) {
            double[] scores = scored.get(i).scores();
            int best =
                    Arrays.stream(scores)
                            .boxed()
                            .toList()
                            .indexOf(Arrays.stream(scores).max().orElseThrow());
            assertThat(replies.get(i).replies().getFirst().ids())
                    .isEqualTo(all.get(i).replies().get(best).ids());
        }
    }

    @Test
    void repliesOfAnyOriginAreABaselineWithoutKl() throws IOException {
        Path file = folder.resolve("others.jsonl");
        List<String> ids =
                DataReader.prompts(recipes.data("eval-prompts")).stream().map(p -> p.id()).toList();
        Files.writeString(file, rows(ids));
        Path run =
                Runs.run(
                        recipes.evaluation("baseline={type: replies, path: '%s'}".formatted(file)));
        var evaluation =
                EvaluationFiles.read(run.resolve("evaluation.json"), PolicyEvaluation.class);
        assertThat(evaluation.kl()).isNull();
        Monitors monitors = EvaluationFiles.read(run.resolve("monitors.json"), Monitors.class);
        assertThat(monitors.logProbGap()).isNull(); // best of n
        var baseline =
                EvaluationFiles.read(
                        run.resolve("baseline/evaluation.json"), PolicyEvaluation.class);
        assertThat(baseline.tokens().mean()).isPositive();

        AtomicFiles.deleteTree(recipes.run());
        Files.writeString(file, rows(ids.subList(0, 2)));
        assertThatThrownBy(() ->
                        Runs.run(
                                recipes.evaluation(
                                        "baseline={type: replies, path: '%s'}".formatted(file))))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        file
                                + " has 0 replies to the held-out prompt '"
                                + ids.getLast()
                                + "', must have 1");
        assertThat(recipes.run()).doesNotExist();
    }

    private static String rows(List<String> ids) {
        return ids.stream()
                .map(id ->
                        "{\"id\": \"%s\", \"prompt\": \"x\", \"replies\": [{\"text\": \"on the mat\", \"finish\": \"stop\"}]}\n"
                                .formatted(id))
                .collect(Collectors.joining());
    }

    @Test
    void aRunThatARuleEndedGoesOnWithoutIt() throws IOException {
        Path initial = Runs.run(recipes.online("stop=[{metric: finished, below: 2}]"));
        assertThat(initial).isEqualTo(recipes.base());
        assertThat(Files.readString(recipes.run().resolve("stopped.json")))
                .contains("\"after\" : \"iteration-1\"", "below 2.0");
        assertThat(Files.readString(recipes.run().resolve("report.html")))
                .contains("was ended after iteration-1");

        Path last = Runs.run(recipes.online(), true, StopSignal.NEVER);
        assertThat(last).isEqualTo(recipes.run().resolve("iteration-2/model"));
        assertThat(recipes.run().resolve("stopped.json")).doesNotExist();
        assertThat(Files.readString(recipes.run().resolve("recipe.yaml"))).contains("stop: []");
    }

    @Test
    void rewardAndJudgeMustDifferToPart() {
        assertThatThrownBy(() ->
                        recipes.online(
                                "reward={type: rule, rule: checklist}",
                                "stop=[{metric: over_optimisation}]"))
                .hasMessageContaining(
                        "stop is over_optimisation, must be left out where evaluation.judge is the"
                                + " reward, for they cannot part");
    }

    @Test
    void anEditedTemplateIsNotThatOfTheRun() throws IOException {
        Path template = folder.resolve("own.jinja");
        String text = Files.readString(recipes.base().resolve("chat_template.jinja"));
        Files.writeString(template, text);
        Recipe recipe = recipes.online("model.template=" + template, "iterations=1");
        Runs.run(recipe);
        Files.writeString(template, text.replace("\n", "\n\n") + " ");
        assertThatThrownBy(() -> Runs.run(recipe, true, StopSignal.NEVER))
                .hasMessageContaining("generator.template was ");
    }
}
