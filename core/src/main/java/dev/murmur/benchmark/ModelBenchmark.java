package dev.murmur.benchmark;

import dev.murmur.data.DataException;
import dev.murmur.metrics.RunContext;
import dev.murmur.model.DecoderConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// A benchmark of language models, its data read and checked.
public sealed interface ModelBenchmark permits ChoiceRun, GeneratedRun {
    /// The benchmarks there are.
    static List<String> names() {
        return TextTasks.ALL.stream().map(TextTask::name).toList();
    }

    /// The longest reply that a model writes to a benchmark, in tokens; empty where it writes none.
    ///
    /// @param name one of [#names()]
    static OptionalInt longestReply(String name) {
        return TextTasks.ALL.stream()
                .filter(one -> one.name().equals(name))
                .filter(GeneratedTask.class::isInstance)
                .mapToInt(one -> ((GeneratedTask) one).maxNewTokens())
                .findFirst();
    }

    /// Reads a benchmark's data.
    ///
    /// @param name one of [#names()]
    /// @param folder that holds a folder a benchmark
    /// @param limit how many questions to ask, of each subject; all if empty
    /// @param drawing how replies are written, where some are
    /// @throws DataException if data is missing or not what it should be, or if there are not as
    ///   many questions as the benchmark has and no limit says that this is meant
    /// @throws dev.murmur.sandbox.SandboxException if programs would be run and there can be no
    ///   sandbox
    static ModelBenchmark read(
            String name, Path folder, Optional<Integer> limit, ReplyDrawing drawing) {
        TextTask task =
                TextTasks.ALL.stream()
                        .filter(one -> one.name().equals(name))
                        .findFirst()
                        .orElseThrow(() ->
                                new DataException(
                                        "there is no benchmark '" + name + "'; known: " + names()));
        var data = new BenchmarkFolder(folder.resolve(task.folder()), task.source());
        List<TaskRows> rows = TaskRows.read(task, data, limit);
        return switch (task) {
            case ChoiceTask choice -> ChoiceRun.of(choice, data, rows);
            case GeneratedTask generated -> GeneratedRun.of(generated, data, rows, drawing);
        };
    }

    /// Its name.
    String name();

    /// Whether a model can be measured at all.
    ///
    /// @throws DataException saying why not
    void check(DecoderConfig model);

    /// Asks what was not asked yet, and writes `answers.jsonl`, `questions.jsonl` and
    /// `result.json`.
    ///
    /// @param folder where to
    /// @param model opened only if there is something to ask
    /// @param conditions what the model's answers depend on
    /// @throws dev.murmur.metrics.StoppedException if asked to stop; what was answered is kept
    BenchmarkResult run(
            Path folder, MeasuredModel model, Map<String, String> conditions, RunContext context);
}
