package dev.murmur.online;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.murmur.data.Candidates;
import dev.murmur.data.DataException;
import dev.murmur.data.DataReader;
import dev.murmur.data.ScoredCandidates;
import dev.murmur.evaluation.EvaluationFiles;
import dev.murmur.evaluation.Monitors;
import dev.murmur.evaluation.PolicyEvaluation;
import dev.murmur.generation.BeamParams;
import dev.murmur.generation.EarlyStopping;
import dev.murmur.generation.SamplingParams;
import dev.murmur.metrics.Progress;
import dev.murmur.metrics.RunContext;
import dev.murmur.metrics.StoppedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OnlineLoopTest {
    /// Every file of a run in the order in which it is written, `#` for the iteration.
    private static final List<String> WRITES =
            List.of(
                    "start/replies.jsonl",
                    "start/reply-log-probs.jsonl",
                    "start/replies.done.json",
                    "start/log-prob-gap.json",
                    "start/outcomes.jsonl",
                    "start/evaluation.json",
                    "start/evaluate.done.json",
                    "start/monitors.json",
                    "start/monitor.done.json",
                    "iteration-#/prompts.jsonl",
                    "iteration-#/prompts.done.json",
                    "iteration-#/candidates.jsonl",
                    "iteration-#/sample.done.json",
                    "iteration-#/scores.jsonl",
                    "iteration-#/score.done.json",
                    "iteration-#/pairs.jsonl",
                    "iteration-#/selection.json",
                    "iteration-#/select.done.json",
                    "iteration-#/reference.jsonl",
                    "iteration-#/reference.done.json",
                    "iteration-#/metrics.jsonl",
                    "iteration-#/model/weights",
                    "iteration-#/train.done.json",
                    "iteration-#/replies.jsonl",
                    "iteration-#/reply-log-probs.jsonl",
                    "iteration-#/replies.done.json",
                    "iteration-#/log-prob-gap.json",
                    "iteration-#/outcomes.jsonl",
                    "iteration-#/evaluation.json",
                    "iteration-#/evaluate.done.json",
                    "iteration-#/monitors.json",
                    "iteration-#/monitor.done.json");

    @TempDir Path folder;
    private FakeWorld world;

    @BeforeEach
    void makeWorld() {
        world = new FakeWorld(folder.resolve("initial"));
    }

    @Test
    void everyIterationStartsFromTheModelBeforeAndGetsBetter() throws IOException {
        Path last = run("a", Reference.INITIAL);
        assertThat(last).isEqualTo(folder.resolve("a/iteration-2/model"));
        assertThat(evaluation("a/start").reward().mean()).isBetween(0.0, 1.0);
        assertThat(evaluation("a/iteration-1").reward().mean()).isBetween(0.5, 2.0);
        assertThat(evaluation("a/iteration-2").reward().mean()).isBetween(1.0, 3.0);
        assertThat(Files.readString(folder.resolve("a/iteration-1/selection.json")))
                .isEqualTo("{\"pairs\":6,\"skipped\":{},\"unscored_replies\":0}\n");
    }

    /// Replies lie in [0, 1] around the start's number; those above 0.5 cannot be judged.
    @Test
    void aReplyThatCouldNotBeJudgedDoesNotCompete() throws IOException {
        world.unscoredAbove = 0.5;
        run("a", Reference.INITIAL);

        Path iteration = folder.resolve("a/iteration-1");
        List<Double> sampled = new ArrayList<>();
        for (Candidates row : DataReader.candidates(iteration.resolve("candidates.jsonl"))) {
            row.replies().forEach(reply -> sampled.add(Double.parseDouble(reply.text())));
        }
        long unscored = sampled.stream().filter(x -> x > 0.5).count();
        assertThat(unscored).isPositive();
        assertThat(Files.readString(iteration.resolve("scores.jsonl"))).contains("null");
        assertThat(Files.readString(iteration.resolve("selection.json")))
                .contains("\"unscored_replies\":" + unscored);
        assertThat(DataReader.pairs(iteration.resolve("pairs.jsonl")))
                .isNotEmpty()
                .allSatisfy(pair ->
                        assertThat(Double.parseDouble(pair.chosen().text()))
                                .isLessThanOrEqualTo(0.5));
    }

    @Test
    void aRunLeavesExactlyItsFiles() throws IOException {
        run("a", Reference.INITIAL);
        assertThat(RunFiles.read(folder.resolve("a")).keySet())
                .containsExactlyInAnyOrderElementsOf(writes(2));
    }

    @Test
    void theStartIsEvaluatedAgainstItself() throws IOException {
        run("a", Reference.INITIAL);
        PolicyEvaluation start = evaluation("a/start");
        assertThat(start.prompts()).isEqualTo(4);
        assertThat(start.judge()).isEqualTo("judge");
        assertThat(start.kl().mean()).isZero();
        assertThat(start.winRate().mean()).isEqualTo(0.5);
    }

    @Test
    void anIterationIsEvaluatedAgainstTheStart() throws IOException {
        run("a", Reference.INITIAL);
        PolicyEvaluation second = evaluation("a/iteration-2");
        assertThat(second.winRate().mean()).isGreaterThan(0.8);
        // The mean of -(x - m)^2 + x^2 over replies x of the model m.
        double m =
                Double.parseDouble(Files.readString(folder.resolve("a/iteration-2/model/weights")));
        double x = second.reward().mean();
        assertThat(second.kl().mean()).isCloseTo(2 * m * x - m * m, within(1e-9));
    }

    @Test
    void theReferenceIsTheInitialModelOrThePreviousOne() throws IOException {
        run("a", Reference.INITIAL);
        assertThat(referencesOf(world.events)).containsExactly("likelihood 0.0", "likelihood 0.0");
        world.events.clear();
        run("b", Reference.PREVIOUS);
        String first = Files.readString(folder.resolve("b/iteration-1/model/weights"));
        assertThat(referencesOf(world.events))
                .containsExactly("likelihood 0.0", "likelihood " + first);
    }

    @Test
    void modelsAreOpenOneAfterAnotherAndEachIsClosed() throws IOException {
        run("a", Reference.INITIAL);
        assertThat(world.open).isZero();
        assertThat(world.events.subList(0, 8))
                .containsExactly(
                        "generator 0.0",
                        "likelihood 0.0",
                        "proxy",
                        "judge",
                        "generator 0.0",
                        "proxy",
                        "likelihood 0.0",
                        "train 1");
    }

    @Test
    void iterationsDrawWithSeedsOfTheirOwn() throws IOException {
        run("a", Reference.INITIAL);
        assertThat(setting("a/iteration-1/sample", "sampling"))
                .isNotEqualTo(setting("a/iteration-2/sample", "sampling"));
        assertThat(setting("a/iteration-1/replies", "decoding"))
                .isEqualTo(setting("a/iteration-2/replies", "decoding"));
    }

    @Test
    void aFinishedRunDoesNothing() throws IOException {
        run("a", Reference.INITIAL);
        world.events.clear();
        run("a", Reference.INITIAL);
        assertThat(world.events).isEmpty();
    }

    @Test
    void moreIterationsGoOnWhereFewerEnded() throws IOException {
        run("a", Reference.INITIAL);
        loop("b", Reference.INITIAL, 1, RunContext.QUIET).run();
        run("b", Reference.INITIAL);
        assertThat(RunFiles.read(folder.resolve("b")))
                .isEqualTo(RunFiles.read(folder.resolve("a")));
    }

    /// The state after each single write, and with a half-written file beside it.
    @Test
    void killedAfterAnyWriteItEndsWithTheSameBytesAndRepeatsNoFinishedPhase() throws IOException {
        runOnce("whole");
        Map<String, String> whole = RunFiles.read(folder.resolve("whole"));
        List<String> writes = writes(1);
        List<String> events = List.copyOf(world.events);
        int fewest = events.size();
        for (int kept = 0; kept <= writes.size(); kept++) {
            Path run = folder.resolve("killed-" + kept);
            for (String name : writes.subList(0, kept)) {
                Files.createDirectories(run.resolve(name).getParent());
                Files.writeString(run.resolve(name), whole.get(name));
            }
            if (kept < writes.size()) {
                Files.createDirectories(run.resolve(writes.get(kept)).getParent());
                Files.writeString(run.resolve(writes.get(kept) + ".tmp"), "half a li");
            }
            world.events.clear();
            runOnce("killed-" + kept);
            Map<String, String> resumed = RunFiles.read(run);
            resumed.keySet().removeIf(name -> name.endsWith(".tmp"));
            assertThat(resumed).as("killed after %s writes", kept).isEqualTo(whole);
            // What is repeated is the end of what a whole run does, and ever less of it.
            assertThat(world.events)
                    .isEqualTo(events.subList(events.size() - world.events.size(), events.size()));
            assertThat(world.events.size()).isLessThanOrEqualTo(fewest);
            fewest = world.events.size();
        }
        assertThat(fewest).isZero();
    }

    @Test
    void killedInAnyPhaseItEndsWithTheSameBytes() throws IOException {
        runOnce("whole");
        int all = world.events.size();
        for (int i = 0; i < all; i++) {
            String name = "killed-" + i;
            world.events.clear();
            world.failAfter = i;
            assertThatThrownBy(() -> runOnce(name)).hasMessageStartingWith("killed before");
            assertThat(world.open).isZero();
            world.failAfter = Integer.MAX_VALUE;
            runOnce(name);
            assertThat(RunFiles.read(folder.resolve(name)))
                    .as("killed at event %s", i)
                    .isEqualTo(RunFiles.read(folder.resolve("whole")));
        }
    }

    @Test
    void stoppedBetweenAnyTwoPhasesItEndsWithTheSameBytes() throws IOException {
        run("whole", Reference.INITIAL);
        var phases = new AtomicInteger();
        var starts = new ArrayList<Integer>();
        for (boolean done = false; !done; ) {
            int allowed = phases.get() + 3;
            var context = new RunContext(Progress.NONE, () -> phases.incrementAndGet() > allowed);
            starts.add(allowed);
            try {
                loop("stopped", Reference.INITIAL, 2, context).run();
                done = true;
            } catch (StoppedException e) {
                assertThat(e).hasMessageStartingWith("stopped before ");
            }
        }
        assertThat(starts).hasSizeGreaterThan(4);
        assertThat(RunFiles.read(folder.resolve("stopped")))
                .isEqualTo(RunFiles.read(folder.resolve("whole")));
    }

    @Test
    void aRecipeChangedUnderARunIsAnError() throws IOException {
        run("a", Reference.INITIAL);
        assertThatThrownBy(() -> run("a", Reference.PREVIOUS))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("iteration-2/reference was finished with other settings")
                .hasMessageContaining("reference/weights has other contents")
                .hasMessageEndingWith("or start anew in another output folder");
    }

    @Test
    void anIterationMayTrainOnThePairsOfAllSoFar() throws IOException {
        loop(settings("a", Reference.PREVIOUS, 3, PairData.ALL)).run();
        assertThat(references("a/iteration-1")).isEqualTo(6);
        assertThat(references("a/iteration-2")).isEqualTo(12);
        assertThat(references("a/iteration-3")).isEqualTo(18);
        assertThat(Files.readString(folder.resolve("a/iteration-3/reference.jsonl")))
                .contains("\"iteration-1:i1-0\"", "\"iteration-2:i2-5\"", "\"i3-5\"");
        assertThat(PhaseRecord.read(folder.resolve("a/iteration-2/train.done.json")).inputs())
                .containsKeys("pairs.jsonl", "iteration-1/pairs.jsonl");
    }

    @Test
    void byDefaultItTrainsOnItsOwnPairsAlone() throws IOException {
        run("a", Reference.PREVIOUS);
        assertThat(references("a/iteration-2")).isEqualTo(6);
        assertThat(PhaseRecord.read(folder.resolve("a/iteration-2/train.done.json")).inputs())
                .containsKey("pairs.jsonl")
                .doesNotContainKey("iteration-1/pairs.jsonl");
    }

    @Test
    void aGeneratorThatLosesARowIsRefusedAndNothingIsWritten() {
        world.fault = rows -> rows.subList(0, rows.size() - 1);
        assertThatThrownBy(() -> runOnce("a"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "start/replies lost or made up rows: 3 rows, expected 4; nothing of it was"
                                + " written");
        assertThat(folder.resolve("a/start/replies.jsonl")).doesNotExist();
    }

    @Test
    void aGeneratorThatMixesUpItsRowsIsRefused() {
        world.fault = rows -> rows.reversed();
        assertThatThrownBy(() -> runOnce("a")).hasMessageContaining("row 1 was held-0, is held-3");
    }

    @Test
    void bestOfNKeepsWhatItPickedFromAndHowItScored() throws IOException {
        world.decoding = new Decoding.BestOfN(sampling(8), Part.of(() -> world.reward("picker")));
        run("a", Reference.INITIAL);
        Path start = folder.resolve("a/start");
        List<Candidates> all = DataReader.candidates(start.resolve("reply-candidates.jsonl"));
        List<ScoredCandidates> scores = DataReader.scores(start.resolve("reply-scores.jsonl"), all);
        List<Candidates> kept = DataReader.candidates(start.resolve("replies.jsonl"));
        assertThat(kept).hasSize(4);
        for (int i = 0; i < kept.size(); i++) {
            double best = Arrays.stream(scores.get(i).scores()).max().orElseThrow();
            assertThat(scores.get(i).scores()).hasSize(8);
            assertThat(kept.get(i).replies()).hasSize(1);
            assertThat(kept.get(i).replies().getFirst().text()).isEqualTo("" + best);
        }
        assertThat(world.events.subList(0, 4))
                .containsExactly("generator 0.0", "picker", "proxy", "judge");
        world.events.clear();
        run("a", Reference.INITIAL);
        assertThat(world.events).isEmpty();
    }

    @Test
    void aBeamSearchReplies() throws IOException {
        world.decoding = new Decoding.Beam(new BeamParams(4, 1, 1, EarlyStopping.HEURISTIC, 8));
        run("a", Reference.INITIAL);
        assertThat(DataReader.candidates(folder.resolve("a/start/replies.jsonl")))
                .hasSize(4)
                .allMatch(row -> row.replies().getFirst().text().equals("0.0"));
    }

    @Test
    void aRuleThatTripsEndsTheRunCleanlyAndNamesTheModelBefore() throws IOException {
        world.judgeDisagrees = true;
        Path last = stopping("a", new StopRule("over_optimisation", none(), none()));
        assertThat(last).isEqualTo(world.initial());
        assertThat(folder.resolve("a/iteration-1/monitors.json")).exists();
        assertThat(folder.resolve("a/iteration-2")).doesNotExist();
        var stopped =
                EvaluationFiles.read(folder.resolve("a/stopped.json"), StopRules.Stopped.class);
        assertThat(stopped.after()).isEqualTo("iteration-1");
        assertThat(stopped.lastGood()).isEqualTo(world.initial().toString());
        assertThat(stopped.reasons()).hasSize(1);
        assertThat(stopped.reasons().getFirst())
                .startsWith("over_optimisation is ")
                .endsWith(", above 1.0");
    }

    @Test
    void withAnotherRuleItGoesOnAndEndsWithTheSameBytes() throws IOException {
        run("whole", Reference.INITIAL);
        Path last = stopping("a", new StopRule("reward", Optional.of(0.0), none()));
        assertThat(last).isEqualTo(world.initial());
        assertThat(stopping("a", new StopRule("reward", Optional.of(0.0), none()))).isEqualTo(last);
        assertThat(stopping("a", new StopRule("reward", Optional.of(99.0), none())))
                .isEqualTo(folder.resolve("a/iteration-2/model"));
        assertThat(RunFiles.read(folder.resolve("a")))
                .isEqualTo(RunFiles.read(folder.resolve("whole")));
    }

    @Test
    void samplerAndTrainerAgree() throws IOException {
        run("a", Reference.INITIAL);
        for (String stage : List.of("start", "iteration-1", "iteration-2")) {
            assertThat(gap("a/" + stage)).as(stage).isLessThan(1e-12);
        }
        assertThat(warnings(() -> run("b", Reference.INITIAL))).isEmpty();
    }

    /// Two log-probs of one reply of 3 tokens, 0.25 nats a token apart.
    @Test
    void aSamplerThatIsWrongAboutItsTokensIsAnAlarmAndARuleEndsTheRun() throws IOException {
        world.samplerOff = 0.25;
        var rule = new StopRule("log_prob_gap", Optional.of(0.01), none());
        String warnings =
                warnings(() -> assertThat(stopping("a", rule)).isEqualTo(world.initial()));
        assertThat(gap("a/start")).isCloseTo(0.25, within(1e-12));
        assertThat(gap("a/iteration-1")).isCloseTo(0.25, within(1e-12));
        for (String stage : List.of("start", "iteration-1")) {
            assertThat(warnings)
                    .contains(
                            stage
                                    + ": the log-probs that replies were sampled with and those that"
                                    + " training computes differ by 0.25");
        }
        assertThat(Files.readString(folder.resolve("a/stopped.json")))
                .contains("log_prob_gap is 0.2500, above 0.01");
    }

    @Test
    void aFinishedRunStillSaysThatTheyDisagree() throws IOException {
        world.samplerOff = -0.25;
        run("a", Reference.INITIAL);
        assertThat(warnings(() -> run("a", Reference.INITIAL)))
                .contains("iteration-2: the log-probs that replies were sampled with");
    }

    @ParameterizedTest
    @MethodSource("otherDecodings")
    void whereTheModelDoesNotDrawAsItIsNothingIsCompared(Decoding decoding) throws IOException {
        world.samplerOff = 0.25;
        world.decoding = decoding;
        assertThat(warnings(() -> run("a", Reference.INITIAL))).isEmpty();
        assertThat(RunFiles.read(folder.resolve("a")).keySet())
                .noneMatch(name -> name.contains("log-prob"));
        assertThat(monitors("a/iteration-1").logProbGap()).isNull();
    }

    static List<Decoding> otherDecodings() {
        return List.of(
                new Decoding.Sampling(new SamplingParams(1, 0, 1, 0, 0, 8, 17)),
                new Decoding.Sampling(new SamplingParams(1, 0.7, 1, 0, 0, 8, 17)),
                new Decoding.Sampling(new SamplingParams(1, 1, 0.9, 0, 0, 8, 17)),
                new Decoding.Sampling(new SamplingParams(1, 1, 1, 50, 0, 8, 17)),
                new Decoding.Sampling(new SamplingParams(1, 1, 1, 0, 0.1, 8, 17)),
                new Decoding.Beam(new BeamParams(4, 1, 1, EarlyStopping.HEURISTIC, 8)));
    }

    private Monitors monitors(String stage) {
        return EvaluationFiles.read(folder.resolve(stage).resolve("monitors.json"), Monitors.class);
    }

    private double gap(String stage) {
        return monitors(stage).value(Monitors.Metric.LOG_PROB_GAP).orElseThrow();
    }

    /// What a run says on stderr of log-probs.
    private static String warnings(Runnable run) {
        PrintStream stderr = System.err;
        var said = new ByteArrayOutputStream();
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            run.run();
        } finally {
            System.setErr(stderr);
        }
        return said.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.contains("WARN") && line.contains("log-probs"))
                .collect(Collectors.joining("\n"));
    }

    private static Optional<Double> none() {
        return Optional.empty();
    }

    private Path stopping(String name, StopRule rule) {
        OnlineSettings settings = settings(name, Reference.INITIAL, 2);
        return loop(new OnlineSettings(
                        settings.output(),
                        settings.policy(),
                        settings.iterations(),
                        settings.reference(),
                        settings.data(),
                        settings.sampling(),
                        List.of(rule)))
                .run();
    }

    @Test
    void anIterationWithoutPairsSaysWhy() {
        var loop =
                new OnlineLoop(
                        settings("a", Reference.INITIAL, 1),
                        world.parts(5),
                        RunContext.QUIET,
                        () -> Instant.EPOCH);
        assertThatThrownBy(loop::run)
                .isInstanceOf(DataException.class)
                .hasMessage(
                        folder.resolve("a/iteration-1")
                                + " has no pair to learn from: 6 prompts were skipped, by reason"
                                + " {margin_below_minimum=6}; more prompts, more replies a prompt"
                                + " (sampling.n), a higher sampling.temperature or a lower"
                                + " pairs.min_margin give some");
    }

    @Test
    void impossibleSettingsAreRefused() {
        assertThatThrownBy(() -> settings("a", Reference.INITIAL, 0))
                .hasMessage("iterations is 0, must be at least 1");
        assertThatThrownBy(() ->
                        new OnlineSettings(
                                folder,
                                folder,
                                1,
                                Reference.INITIAL,
                                PairData.LATEST,
                                sampling(1),
                                List.of()))
                .hasMessage("sampling.n is 1, must be at least 2 (a pair needs two)");
        assertThatThrownBy(() -> new Decoding.Sampling(sampling(2)))
                .hasMessage("decoding.n is 2, must be 1 (one reply a prompt is evaluated)");
        assertThatThrownBy(() -> new Decoding.BestOfN(sampling(1), Part.of(() -> null)))
                .hasMessage("decoding.n is 1, must be at least 2 (the best of one is sampling)");
    }

    private Path run(String name, Reference reference) {
        return loop(name, reference, 2, RunContext.QUIET).run();
    }

    private void runOnce(String name) {
        loop(name, Reference.INITIAL, 1, RunContext.QUIET).run();
    }

    private OnlineLoop loop(String name, Reference reference, int iterations, RunContext context) {
        return new OnlineLoop(
                settings(name, reference, iterations),
                world.parts(0),
                context,
                () -> Instant.EPOCH);
    }

    private OnlineLoop loop(OnlineSettings settings) {
        return new OnlineLoop(settings, world.parts(0), RunContext.QUIET, () -> Instant.EPOCH);
    }

    private int references(String iteration) throws IOException {
        return Files.readAllLines(folder.resolve(iteration).resolve("reference.jsonl")).size();
    }

    private OnlineSettings settings(String name, Reference reference, int iterations) {
        return settings(name, reference, iterations, PairData.LATEST);
    }

    private OnlineSettings settings(
            String name, Reference reference, int iterations, PairData data) {
        return new OnlineSettings(
                folder.resolve(name),
                world.initial(),
                iterations,
                reference,
                data,
                sampling(4),
                List.of());
    }

    private static SamplingParams sampling(int n) {
        return new SamplingParams(n, 1, 1, 0, 0, 8, 17);
    }

    private PolicyEvaluation evaluation(String name) {
        return EvaluationFiles.read(
                folder.resolve(name).resolve("evaluation.json"), PolicyEvaluation.class);
    }

    private String setting(String phase, String name) {
        return PhaseRecord.read(folder.resolve(phase + ".done.json")).settings().get(name);
    }

    /// The likelihood opened just before each training.
    private static List<String> referencesOf(List<String> events) {
        var references = new ArrayList<String>();
        for (int i = 1; i < events.size(); i++) {
            if (events.get(i).startsWith("train")) {
                references.add(events.get(i - 1));
            }
        }
        return references;
    }

    private static List<String> writes(int iterations) {
        var writes = new ArrayList<>(WRITES.stream().filter(name -> !name.contains("#")).toList());
        for (int i = 1; i <= iterations; i++) {
            for (String name : WRITES) {
                if (name.contains("#")) {
                    writes.add(name.replace("#", "" + i));
                }
            }
        }
        return writes;
    }
}
