package dev.murmur.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What benchmarks said of a model: what a `murmur eval` left.
///
/// @param stage of a loop that the model is of: 0 for the start, else the iteration; 0 for a model
///   of no loop
/// @param label what people call the stage; empty for a model of no loop
/// @param benchmarks by name, those that are finished
public record ModelResults(int stage, String label, SortedMap<String, Output> benchmarks) {
    /// Where the run folder of a loop has a folder for each model that was measured.
    public static final String FOLDER = "benchmarks";

    private static final String START = "start";
    private static final String ITERATION = "iteration-";
    private static final Pattern STAGE =
            Pattern.compile(START + "|" + ITERATION + "([1-9]\\d{0,8})");

    /// A benchmark's folder.
    public record Output(Path folder, BenchmarkResult result) {
        /// What became of each question, in the order of the file, which is read anew.
        public Map<QuestionKey, QuestionOutcome> questions() {
            var byKey = new LinkedHashMap<QuestionKey, QuestionOutcome>();
            for (QuestionOutcome question : QuestionOutcome.read(folder)) {
                var key = new QuestionKey(question.subject(), question.id(), 0);
                while (byKey.putIfAbsent(key, question) != null) {
                    key = new QuestionKey(key.subject(), key.id(), key.number() + 1);
                }
            }
            return byKey;
        }
    }

    /// What tells a question from all others of its benchmark, in any run.
    ///
    /// @param number of others of this name before it: published files have some names twice
    public record QuestionKey(String subject, String id, int number) {}

    /// The models that a folder says something of: of a loop's run folder the start and the
    /// iterates, in this order, else one.
    ///
    /// @param folder of a run, or of one benchmark of a run
    /// @return without models of which nothing is known, so perhaps empty
    public static List<ModelResults> of(Path folder) {
        List<ModelResults> stages =
                folders(folder.resolve(FOLDER)).stream()
                        .filter(path -> STAGE.matcher(name(path)).matches())
                        .map(path -> read(path, stage(path), name(path).replace('-', ' ')))
                        .sorted(Comparator.comparingInt(ModelResults::stage))
                        .toList();
        return (stages.isEmpty() ? List.of(read(folder, 0, "")) : stages)
                .stream().filter(model -> !model.benchmarks().isEmpty()).toList();
    }

    /// What the folder of a stage is called.
    public static String folderName(int stage) {
        return stage == 0 ? START : ITERATION + stage;
    }

    private static ModelResults read(Path folder, int stage, String label) {
        var benchmarks = new TreeMap<String, Output>();
        Stream.concat(Stream.of(folder), folders(folder).stream())
                .filter(path -> Files.exists(path.resolve(BenchmarkResult.FILE)))
                .map(path -> new Output(path, BenchmarkResult.read(path)))
                .forEach(output -> benchmarks.put(output.result().benchmark(), output));
        return new ModelResults(stage, label, benchmarks);
    }

    private static List<Path> folders(Path parent) {
        if (!Files.isDirectory(parent)) {
            return List.of();
        }
        try (Stream<Path> paths = Files.list(parent)) {
            return paths.filter(Files::isDirectory).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int stage(Path folder) {
        Matcher iteration = STAGE.matcher(name(folder));
        return iteration.matches() && iteration.group(1) != null
                ? Integer.parseInt(iteration.group(1))
                : 0;
    }

    private static String name(Path folder) {
        return String.valueOf(folder.getFileName());
    }
}
