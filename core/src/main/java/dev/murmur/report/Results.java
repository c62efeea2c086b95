package dev.murmur.report;

import dev.murmur.evaluation.Estimate;
import dev.murmur.evaluation.Monitors;
import dev.murmur.evaluation.PolicyEvaluation;
import dev.murmur.evaluation.WinRate;
import dev.murmur.report.Run.PairCounts;
import dev.murmur.report.Run.Stage;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The tables of what came out, in words.
final class Results {
    private final List<Run> runs;

    Results(List<Run> runs) {
        this.runs = runs;
    }

    /// The newest iterate of an arm in four numbers.
    ///
    /// @param stage which iterate, or why there is none
    record Card(
            String name,
            int arm,
            String stage,
            String winRate,
            String record,
            String lcWinRate,
            String tokens,
            String growth,
            String kl) {}

    /// A model of an arm.
    ///
    /// @param first whether the arm begins here
    record Row(
            String name,
            int arm,
            boolean first,
            String stage,
            String prompts,
            String reward,
            String winRate,
            String lcWinRate,
            String tokens,
            String growth,
            String kl,
            String correlation,
            String finished) {}

    /// What was watched of a model.
    record MonitorRow(
            String name,
            int arm,
            String stage,
            String drift,
            String repetition,
            String distinct,
            String judge,
            String overOptimisation,
            String logProbGap) {}

    /// The pairs of an iteration.
    record PairRow(
            String name,
            int arm,
            String stage,
            int pairs,
            String skipped,
            String chosen,
            String rejected,
            String longerChosen) {}

    List<Card> cards() {
        return arms().mapToObj(arm -> card(arm, runs.get(arm))).toList();
    }

    List<Row> rows() {
        return arms().boxed()
                .flatMap(arm -> runs.get(arm).stages().stream().map(stage -> row(arm, stage)))
                .toList();
    }

    List<PairRow> pairs() {
        return arms().boxed()
                .flatMap(arm -> runs.get(arm).stages().stream().flatMap(s -> pairs(arm, s)))
                .toList();
    }

    List<MonitorRow> monitors() {
        return arms().boxed()
                .flatMap(arm -> runs.get(arm).stages().stream().flatMap(s -> monitors(arm, s)))
                .toList();
    }

    private Stream<MonitorRow> monitors(int arm, Stage stage) {
        Monitors m = stage.monitors();
        return m == null
                ? Stream.empty()
                : Stream.of(
                        new MonitorRow(
                                runs.get(arm).name(),
                                arm,
                                stage.label(),
                                Format.change(1, 1 + m.lengthDrift()),
                                Format.percent(m.repetition()),
                                Format.percent(m.distinct()),
                                Format.number(m.judge()),
                                Format.fixed(m.overOptimisation(), 1),
                                m.logProbGap() == null
                                        ? Format.MISSING
                                        : Format.fixed(m.logProbGap(), 4)));
    }

    private IntStream arms() {
        return IntStream.range(0, runs.size());
    }

    private static Card card(int arm, Run run) {
        Stage latest = run.latest();
        PolicyEvaluation e = latest == null ? null : latest.evaluation();
        if (latest == null || e == null) {
            String none = Format.MISSING;
            return new Card(
                    run.name(), arm, "nothing evaluated yet", none, "", none, none, "", none);
        }
        WinRate win = e.winRate();
        return new Card(
                run.name(),
                arm,
                "after " + latest.label(),
                Format.share(win.mean(), win.se()),
                win.wins() + " wins, " + win.ties() + " ties, " + win.losses() + " losses",
                share(e.lcWinRate()),
                Format.fixed(e.tokens().mean(), 1),
                growth(run, e),
                e.kl() == null ? Format.MISSING : Format.estimate(e.kl(), 2));
    }

    private Row row(int arm, Stage stage) {
        Run run = runs.get(arm);
        PolicyEvaluation e = stage.evaluation();
        boolean first = stage.equals(run.stages().getFirst());
        String none = Format.MISSING;
        if (e == null) {
            return new Row(
                    run.name(),
                    arm,
                    first,
                    stage.label(),
                    none,
                    none,
                    none,
                    none,
                    none,
                    "",
                    none,
                    none,
                    none);
        }
        Double r = e.rewardLengthCorrelation();
        return new Row(
                run.name(),
                arm,
                first,
                stage.label(),
                Integer.toString(e.prompts()),
                Format.estimate(e.reward(), 3),
                Format.share(e.winRate().mean(), e.winRate().se()),
                share(e.lcWinRate()),
                Format.estimate(e.tokens(), 1),
                stage.number() == 0 ? "" : growth(run, e),
                e.kl() == null ? none : Format.estimate(e.kl(), 2),
                r == null ? none : Format.fixed(r, 2),
                Format.percent(e.finished()));
    }

    private Stream<PairRow> pairs(int arm, Stage stage) {
        PairCounts pairs = stage.pairs();
        if (pairs == null) {
            return Stream.empty();
        }
        Run.PairLengths lengths = pairs.lengths();
        String none = Format.MISSING;
        return Stream.of(
                new PairRow(
                        runs.get(arm).name(),
                        arm,
                        stage.label(),
                        pairs.pairs(),
                        skipped(pairs),
                        lengths == null ? none : Format.fixed(lengths.chosen(), 1),
                        lengths == null ? none : Format.fixed(lengths.rejected(), 1),
                        lengths == null ? none : Format.percent(lengths.longerChosen())));
    }

    private static String skipped(PairCounts pairs) {
        return pairs.skipped().isEmpty()
                ? "none"
                : pairs.skipped().entrySet().stream()
                        .map(reason -> reason.getValue() + " " + reason.getKey())
                        .collect(Collectors.joining(", "));
    }

    private static String share(Estimate estimate) {
        return Format.share(estimate.mean(), estimate.se());
    }

    private static String growth(Run run, PolicyEvaluation e) {
        PolicyEvaluation start = run.start();
        return start == null || start.tokens().mean() == 0
                ? ""
                : Format.change(start.tokens().mean(), e.tokens().mean());
    }
}
