package dev.murmur.recipe;

import dev.murmur.benchmark.ChatRun;
import dev.murmur.settings.Default;
import dev.murmur.settings.Doc;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Measures a model's replies on published benchmarks, which a judge reads. Trains nothing.
public record ChatBenchmarkRecipe(
        @Doc("what the run is called") String name,
        @Doc("keys every random draw") @Default("42") long seed,
        @Doc("run folder") @Default("runs/<name>") Path output,
        @Doc("model to measure; null measures replies") Optional<ModelSection> model,
        @Doc(
                        "folder of replies that are there, in place of a model; docs/benchmarks says which files")
                Optional<Path> replies,
        @Doc("how it replies; null takes each benchmark's own temperatures and lengths")
                Optional<DecodingSection> decoding,
        @Doc("which, for example mt_bench; docs/benchmarks has all") List<String> benchmarks,
        @Doc("folder that holds a folder of data for each") Path data,
        @Doc("who judges") ExaminerSection judge,
        @Doc("how often everything is replied to and judged, for the spread") @Default("1")
                int runs,
        @Doc(
                        "ask the first this many questions, of each subject, and mark the result as a part; null asks all")
                Optional<Integer> limit)
        implements Recipe {
    public ChatBenchmarkRecipe {
        benchmarks = List.copyOf(benchmarks);
        BenchmarkRecipe.check(name, benchmarks, ChatRun.names(), limit)
                .atLeast(1, "runs", runs)
                .require(
                        model.isPresent() != replies.isPresent(),
                        "model",
                        model.isPresent() ? "given, and so are replies" : "null",
                        "given, or replies, and not both")
                .require(
                        replies.isEmpty() || decoding.isEmpty(),
                        "decoding",
                        "given",
                        "null with replies, which are decoded already")
                .verify();
    }
}
