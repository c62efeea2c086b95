package dev.murmur.report;

import dev.murmur.evaluation.BestOfNCurve;
import dev.murmur.evaluation.PolicyEvaluation;
import dev.murmur.evaluation.RankingAccuracy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// What the template shows; empty lists and strings leave their sections out.
///
/// @param evaluated how many held-out prompts, judged by whom
/// @param notices what is missing and why
record Page(
        String title,
        String evaluated,
        List<String> names,
        List<String> notices,
        List<Results.Card> cards,
        List<Results.Row> rows,
        List<Chart> curves,
        List<Chart> tradeOffs,
        List<Chart> bestOfN,
        String bestOfNCaption,
        Benchmarks benchmarks,
        List<Chart> benchmarkIterations,
        List<Chart> benchmarkLengths,
        List<Chart> benchmarkSubjects,
        List<String> accuracies,
        List<Results.MonitorRow> monitors,
        List<Results.PairRow> pairs,
        List<Chart> training,
        List<Settings.Row> facts,
        List<Settings.Row> recipe,
        List<Settings.Row> manifest,
        List<Replies.Sheet> replies,
        int replyPrompts,
        List<Questions.Section> questions) {

    static Page of(List<Run> runs) {
        var results = new Results(runs);
        var curves = new Curves(runs);
        var settings = new Settings(runs);
        var replies = new Replies(runs);
        var benchmarks = new BenchmarkCharts(runs);
        return new Page(
                runs.stream().map(Run::name).collect(Collectors.joining(" · ")),
                evaluated(runs),
                runs.stream().map(Run::name).toList(),
                notices(runs),
                hasStages(runs) ? results.cards() : List.of(),
                results.rows(),
                drawn(curves.perIteration()),
                drawn(curves.tradeOffs()),
                drawn(curves.bestOfN()),
                bestOfNCaption(runs),
                new Benchmarks(runs),
                benchmarks.perIteration(),
                benchmarks.lengths(),
                benchmarks.subjects(),
                accuracies(runs),
                results.monitors(),
                results.pairs(),
                new TrainingCurves(runs).charts(),
                settings.facts(),
                settings.recipe(),
                settings.manifest(),
                replies.sheets(),
                replies.prompts(),
                new Questions(runs).sections());
    }

    /// All charts, in the order of the page.
    List<Chart> charts() {
        var all = new ArrayList<Chart>(curves);
        all.addAll(tradeOffs);
        all.addAll(bestOfN);
        all.addAll(benchmarkIterations);
        all.addAll(benchmarkLengths);
        all.addAll(benchmarkSubjects);
        all.addAll(training);
        return all;
    }

    boolean hasAccuracies() {
        return !accuracies.isEmpty();
    }

    boolean hasBestOfN() {
        return !bestOfN.isEmpty();
    }

    boolean hasBenchmarks() {
        return !benchmarks.rows().isEmpty();
    }

    boolean hasCards() {
        return !cards.isEmpty();
    }

    boolean hasFacts() {
        return !facts.isEmpty();
    }

    boolean hasManifest() {
        return !manifest.isEmpty();
    }

    boolean hasMonitors() {
        return !monitors.isEmpty();
    }

    boolean hasPairs() {
        return !pairs.isEmpty();
    }

    boolean hasRecipe() {
        return !recipe.isEmpty();
    }

    boolean hasReplies() {
        return !replies.isEmpty();
    }

    boolean hasTraining() {
        return !training.isEmpty();
    }

    private static boolean hasStages(List<Run> runs) {
        return runs.stream().anyMatch(run -> !run.stages().isEmpty());
    }

    private static List<Chart> drawn(List<Chart> charts) {
        return charts.stream().filter(Chart::hasPoints).toList();
    }

    private static String evaluated(List<Run> runs) {
        Set<String> by = new LinkedHashSet<>();
        for (Run run : runs) {
            for (Run.Stage stage : run.stages()) {
                PolicyEvaluation e = stage.evaluation();
                if (e != null) {
                    by.add(e.prompts() + " held-out prompts, judged by " + e.judge());
                }
            }
        }
        return String.join("; ", by);
    }

    private static List<String> notices(List<Run> runs) {
        var notices = new ArrayList<String>();
        for (Run run : runs) {
            long done =
                    run.stages().stream()
                            .filter(s -> s.number() > 0 && s.evaluation() != null)
                            .count();
            String planned = run.recipe().getOrDefault("iterations", "");
            if (!run.ending().isEmpty()) {
                notices.add(run.name() + " " + run.ending());
            } else if (!planned.isEmpty() && !planned.equals(Long.toString(done))) {
                notices.add(
                        run.name()
                                + " is unfinished: "
                                + done
                                + " of "
                                + planned
                                + " iterations are evaluated.");
            }
            if (!run.stages().isEmpty() && run.start() == null) {
                notices.add(run.name() + " has no evaluation of its starting model.");
            }
        }
        return notices;
    }

    private static String bestOfNCaption(List<Run> runs) {
        Set<String> captions = new LinkedHashSet<>();
        for (Run run : runs) {
            BestOfNCurve curve = run.bestOfN();
            if (curve != null) {
                captions.add(
                        curve.prompts()
                                + " prompts"
                                + (curve.judge() == null ? "" : ", judged by " + curve.judge()));
            }
        }
        return String.join("; ", captions);
    }

    private static List<String> accuracies(List<Run> runs) {
        var arms = new LinkedHashMap<RankingAccuracy, List<String>>();
        for (Run run : runs) {
            if (run.rewardModel() != null) {
                arms.computeIfAbsent(run.rewardModel(), _ -> new ArrayList<>()).add(run.name());
            }
        }
        return arms.entrySet().stream()
                .map(entry -> accuracy(entry.getKey(), String.join(", ", entry.getValue())))
                .toList();
    }

    private static String accuracy(RankingAccuracy accuracy, String arms) {
        return arms
                + ": "
                + Format.share(accuracy.mean(), accuracy.se())
                + " of pairs ordered as their ranks say, "
                + accuracy.pairs()
                + " pairs of "
                + accuracy.prompts()
                + " held-out rankings (chance is 50\u202f%).";
    }
}
