package dev.murmur.benchmark;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import dev.murmur.benchmark.BenchmarkResult.SubjectResult;
import dev.murmur.benchmark.BenchmarkResult.Unit;
import dev.murmur.data.Candidates;
import dev.murmur.data.DataException;
import dev.murmur.evaluation.Estimate;
import dev.murmur.evaluation.EvaluationFiles;
import dev.murmur.evaluation.RewardDiagnostics;
import dev.murmur.metrics.RunContext;
import dev.murmur.reward.RewardModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;

/// A benchmark of reward models, its data read and checked.
public final class RewardRun {
    /// What is lost if the process is killed.
    private static final int ITEMS_AT_ONCE = 64;

    /// The same where each time models are opened.
    private static final int ITEMS_PER_OPENING = 1024;

    private static final String ACCURACY = "accuracy";

    private final RewardTask task;
    private final List<RewardItem> items;
    private final BenchmarkFolder data;

    /// A line of `answers.jsonl`.
    ///
    /// @param scores of the replies; null for one that the reward cannot score
    record Answer(String subset, String id, List<@Nullable Double> scores) {
        boolean isWhole() {
            return scores.stream().allMatch(Objects::nonNull);
        }

        double[] values() {
            return scores.stream()
                    .mapToDouble(score -> score == null ? Double.NaN : score)
                    .toArray();
        }
    }

    private RewardRun(RewardTask task, List<RewardItem> items, BenchmarkFolder data) {
        this.task = task;
        this.items = items;
        this.data = data;
    }

    /// Reads a benchmark's data.
    ///
    /// @param name one of [#names()]
    /// @param folder that holds a folder a benchmark
    /// @param limit how many items to take, of each subset; all if empty
    /// @throws DataException if data is missing or not what it should be, or if there are not as
    ///   many items as the benchmark has and no limit says that this is meant
    public static RewardRun read(String name, Path folder, Optional<Integer> limit) {
        RewardTask task =
                RewardTasks.ALL.stream()
                        .filter(one -> one.name().equals(name))
                        .findFirst()
                        .orElseThrow(() ->
                                new DataException(
                                        "there is no benchmark '" + name + "'; known: " + names()));
        var data = new BenchmarkFolder(folder.resolve(task.folder()), task.source());
        var items = new ArrayList<RewardItem>();
        var taken = new HashMap<String, Integer>();
        for (String split : task.splits()) {
            List<BenchmarkRow> rows = data.rows("", split);
            for (int i = 0; i < rows.size(); i++) {
                int number = i;
                rows.get(i)
                        .read(row -> task.item(split, row, number))
                        .filter(item ->
                                taken.merge(item.subset(), 1, Integer::sum)
                                        <= limit.orElse(Integer.MAX_VALUE))
                        .ifPresent(items::add);
            }
        }
        if (limit.isEmpty() && task.published().isPresent()) {
            data.requireWhole(name, items.size(), task.published().getAsInt());
        }
        requireTwo(name + " has " + items.size() + " items", items.size());
        items.stream()
                .collect(groupingBy(RewardItem::subset, TreeMap::new, counting()))
                .forEach((subset, n) ->
                        requireTwo(name + " has " + n + " item of subset '" + subset + "'", n));
        return new RewardRun(task, items, data);
    }

    private static void requireTwo(String found, long items) {
        if (items < 2) {
            throw new DataException(
                    found
                            + ", must be at least 2 (one has no standard error): raise the limit or"
                            + " complete the data");
        }
    }

    /// The benchmarks there are.
    public static List<String> names() {
        return RewardTasks.ALL.stream().map(RewardTask::name).toList();
    }

    /// Its name.
    public String name() {
        return task.name();
    }

    /// All that will be scored.
    public List<Candidates> rows() {
        return items.stream().flatMap(item -> item.rows().stream()).toList();
    }

    /// Scores what was not scored yet, and writes `answers.jsonl`, `result.json` and
    /// `diagnostics.json`.
    ///
    /// @param folder where to
    /// @param reward opened only if there is something to score
    /// @param conditions what the scores depend on
    /// @throws dev.murmur.metrics.StoppedException if asked to stop; what was scored is kept
    public BenchmarkResult run(
            Path folder,
            Supplier<RewardModel> reward,
            Map<String, String> conditions,
            RunContext context) {
        SortedMap<String, String> all =
                data.conditions(conditions, items.stream().map(RewardItem::texts).toList());
        var log = new AnswerLog<>(folder, DigestUtils.sha256Hex(all.toString()), Answer.class);
        if (log.size() < items.size()) {
            try (RewardModel model = reward.get()) {
                int atOnce = model.opensPerCall() ? ITEMS_PER_OPENING : ITEMS_AT_ONCE;
                log.goOn(items, atOnce, some -> answers(model, some), name(), context);
            }
        }
        BenchmarkResult result = result(log.answers(), all);
        QuestionOutcome.write(folder, outcomes(log.answers(), result));
        EvaluationFiles.write(folder.resolve(BenchmarkResult.FILE), result);
        EvaluationFiles.write(folder.resolve("diagnostics.json"), diagnostics(log.answers()));
        return result;
    }

    private List<QuestionOutcome> outcomes(List<Answer> answers, BenchmarkResult result) {
        boolean weighted = !result.headline().equals(ACCURACY);
        return IntStream.range(0, answers.size())
                .mapToObj(i -> {
                    Answer answer = answers.get(i);
                    RewardItem item = items.get(i);
                    SubjectResult subset = result.subjects().get(item.subset());
                    return new QuestionOutcome(
                            item.subset(),
                            item.id(),
                            answer.isWhole() ? item.accuracy(answer.values()) : null,
                            weighted && subset != null
                                    ? task.weight(item.subset()) / subset.n()
                                    : 1,
                            item.asked(),
                            item.replies(answer.scores()),
                            List.of());
                })
                .toList();
    }

    private RewardDiagnostics diagnostics(List<Answer> answers) {
        return RewardDiagnostics.of(
                IntStream.range(0, answers.size())
                        .filter(i -> answers.get(i).isWhole())
                        .boxed()
                        .flatMap(i -> items.get(i).pairs(answers.get(i).values()))
                        .toList());
    }

    private static List<Answer> answers(RewardModel model, List<RewardItem> items) {
        List<Candidates> rows = items.stream().flatMap(item -> item.rows().stream()).toList();
        List<double[]> scores = model.score(rows, RunContext.QUIET);
        var answers = new ArrayList<Answer>();
        int row = 0;
        for (RewardItem item : items) {
            var own = new ArrayList<@Nullable Double>();
            for (int i = 0; i < item.rows().size(); i++) {
                for (double score : scores.get(row++)) {
                    own.add(Double.isNaN(score) ? null : score);
                }
            }
            answers.add(new Answer(item.subset(), item.id(), own));
        }
        return answers;
    }

    private BenchmarkResult result(List<Answer> answers, SortedMap<String, String> conditions) {
        var values = DoubleStream.builder();
        var bySubset = new TreeMap<String, DoubleStream.Builder>();
        int ties = 0;
        int unscored = 0;
        for (int i = 0; i < answers.size(); i++) {
            RewardItem item = items.get(i);
            if (!answers.get(i).isWhole()) {
                unscored++;
                continue;
            }
            double[] scores = answers.get(i).values();
            double accuracy = item.accuracy(scores);
            values.add(accuracy);
            bySubset.computeIfAbsent(item.subset(), _ -> DoubleStream.builder()).add(accuracy);
            ties += item.hasTie(scores) ? 1 : 0;
        }
        var subsets = new TreeMap<String, SubjectResult>();
        var accuracies = new TreeMap<String, Estimate>();
        bySubset.forEach((subset, own) -> {
            double[] ofSubset = own.build().toArray();
            if (ofSubset.length < 2) {
                return; // it has no standard error
            }
            Estimate accuracy = Estimate.of(ofSubset);
            accuracies.put(subset, accuracy);
            subsets.put(
                    subset,
                    new SubjectResult(ofSubset.length, new TreeMap<>(Map.of(ACCURACY, accuracy))));
        });
        subsets.remove("");
        var metrics = new TreeMap<>(task.figures(accuracies));
        double[] all = values.build().toArray();
        if (all.length < 2) {
            throw new DataException(
                    "the reward scored "
                            + all.length
                            + " of "
                            + items.size()
                            + " items of "
                            + name()
                            + ", must be at least 2 (one has no standard error)");
        }
        metrics.put(ACCURACY, Estimate.of(all));
        return new BenchmarkResult(
                name(),
                all.length,
                task.published().isPresent() ? task.published().getAsInt() : null,
                task.published().orElse(all.length) != all.length,
                task.headline().filter(metrics::containsKey).orElse(ACCURACY),
                Unit.SHARE,
                metrics,
                subsets,
                new TreeMap<>(Map.of("ties", ties, "unscored", unscored)),
                conditions);
    }
}
