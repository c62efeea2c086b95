package dev.murmur.cli;

import dev.murmur.benchmark.ChatRun;
import dev.murmur.recipe.BenchmarkRecipe;
import dev.murmur.recipe.ChatBenchmarkRecipe;
import dev.murmur.recipe.LoopModel;
import dev.murmur.recipe.ModelSection;
import dev.murmur.recipe.Recipe;
import dev.murmur.recipe.RecipeException;
import dev.murmur.recipe.RecipeReader;
import dev.murmur.recipe.RewardBenchmarkRecipe;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/// What is measured on what, given by options in place of a recipe.
final class EvalChoice {
    @Option(
            names = "--benchmark",
            paramLabel = "NAME",
            required = true,
            description = "Which. Repeatable.")
    private List<String> benchmarks = List.of();

    @ArgGroup private @Nullable Subject subject;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            required = true,
            description = "Folder that holds a folder of data for each benchmark.")
    private Path data = Path.of("");

    @Option(
            names = "--limit",
            paramLabel = "N",
            description =
                    "Ask the first N questions, of each subject; the result is marked as a part.")
    private @Nullable Integer limit;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            description =
                    "Run folder. Default: runs/eval-<name of the model's folder, or of its run>.")
    private @Nullable Path output;

    @Option(
            names = "--dtype",
            paramLabel = "TYPE",
            defaultValue = "float32",
            description = "Type of the weights in memory: float32 or bfloat16. Default: float32.")
    private ModelSection.Dtype dtype = ModelSection.Dtype.FLOAT32;

    @Option(
            names = "--judge",
            paramLabel = "FILE",
            description =
                    "YAML file with the judge of chat benchmarks: type service, model or reward.")
    private @Nullable Path judge;

    @Option(
            names = "--samples",
            paramLabel = "N",
            description =
                    "Replies a question where a model writes without a judge; several for pass@10 and"
                            + " pass@100. Default: 1.")
    private @Nullable Integer samples;

    @Option(
            names = "--temperature",
            paramLabel = "T",
            description = "Divides their logits; 0 is greedy, as published. Default: 0.")
    private @Nullable Double temperature;

    /// Whether a model or a reward is named.
    boolean namesSubject() {
        return subject != null;
    }

    boolean namesOutput() {
        return output != null;
    }

    /// Of what `--model` or `--reward` names.
    Recipe recipe() {
        Subject measured = Objects.requireNonNull(subject);
        if (measured.model != null) {
            String name = name(measured.model);
            return ofModel(name, folder(name), new ModelSection(measured.model, "auto", dtype));
        }
        requireNoDrawing("a reward writes nothing");
        String reward = Objects.requireNonNull(measured.reward);
        String name = name(Path.of(reward.replace(RewardSource.RULE, "")));
        return new RewardBenchmarkRecipe(
                name,
                42,
                folder(name),
                RewardSource.section(reward, dtype),
                benchmarks,
                data,
                Optional.ofNullable(limit));
    }

    Recipe of(LoopModel loop) {
        return ofModel(
                name(loop.results()),
                loop.results(),
                new ModelSection(loop.model().path(), loop.model().template(), dtype));
    }

    /// After its folder; of those that runs leave, `dpo/iteration-3/model`, after those above it
    /// too, for `model` tells none from another.
    private static String name(Path measured) {
        Path whole = measured.toAbsolutePath().normalize();
        int names = whole.getNameCount();
        int from = names - 1;
        if (names > 1 && whole.getFileName().toString().equals("model")) {
            names--;
            from--;
            if (from > 0 && whole.getName(from).toString().startsWith("iteration-")) {
                from--;
            }
        }
        return "eval-" + whole.subpath(from, names).toString().replaceAll("[^A-Za-z0-9._-]", "-");
    }

    private Recipe ofModel(String name, Path folder, ModelSection model) {
        Optional<Integer> most = Optional.ofNullable(limit);
        if (judge == null) {
            benchmarks.stream()
                    .filter(ChatRun.names()::contains)
                    .findFirst()
                    .ifPresent(chat -> {
                        throw new RecipeException(
                                chat
                                        + " is judged, and nobody is there to judge; add --judge"
                                        + " FILE (murmur eval --help shows one)");
                    });
            return new BenchmarkRecipe(
                    name,
                    42,
                    folder,
                    model,
                    benchmarks,
                    data,
                    most,
                    8192,
                    Objects.requireNonNullElse(samples, 1),
                    Objects.requireNonNullElse(temperature, 0.0),
                    1);
        }
        requireNoDrawing(
                "where a judge reads, a recipe of kind chat-benchmark has runs and decoding");
        return new ChatBenchmarkRecipe(
                name,
                42,
                folder,
                Optional.of(model),
                Optional.empty(),
                Optional.empty(),
                benchmarks,
                data,
                RecipeReader.examiner(judge),
                1,
                most);
    }

    private void requireNoDrawing(String why) {
        if (samples != null || temperature != null) {
            throw new RecipeException("--samples and --temperature do nothing here: " + why);
        }
    }

    private Path folder(String name) {
        return Objects.requireNonNullElse(output, Path.of("runs", name));
    }

    /// What is measured.
    private static final class Subject {
        @Option(
                names = "--model",
                paramLabel = "DIR",
                description = "Hugging Face folder of a language model.")
        private @Nullable Path model;

        @Option(
                names = "--reward",
                paramLabel = RewardSource.PARAMETER,
                description =
                        "Folder of a reward model, a rule's name, or a file with a reward section.")
        private @Nullable String reward;
    }
}
