package dev.murmur.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.murmur.benchmark.ModelResults;
import dev.murmur.data.Candidates;
import dev.murmur.data.DataException;
import dev.murmur.data.DataReader;
import dev.murmur.data.PreferencePair;
import dev.murmur.data.Prompt;
import dev.murmur.data.Reply;
import dev.murmur.evaluation.BestOfNCurve;
import dev.murmur.evaluation.EvaluationFiles;
import dev.murmur.evaluation.Monitors;
import dev.murmur.evaluation.PolicyEvaluation;
import dev.murmur.evaluation.RankingAccuracy;
import dev.murmur.evaluation.ReplyOutcome;
import dev.murmur.online.StopRules;
import dev.murmur.report.Run.HeldOutReply;
import dev.murmur.report.Run.PairCounts;
import dev.murmur.report.Run.PairLengths;
import dev.murmur.report.Run.Segment;
import dev.murmur.report.Run.Stage;
import dev.murmur.report.Run.Step;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads a run folder in the layout of docs/architecture.md, finished or not.
final class RunFolder {
    private static final List<String> SIGNS =
            List.of("recipe.yaml", "start", "iteration-1", "metrics.jsonl");

    private RunFolder() {}

    /// @throws DataException if the folder is no run, or a file of it is not what it should be
    static Run read(Path folder, String name) {
        requireRun(folder);
        var stages = new ArrayList<Stage>();
        var training = new ArrayList<Segment>();
        if (Files.exists(folder.resolve("metrics.jsonl"))) {
            training.add(segment(0, folder));
        }
        for (String first : List.of("start", "baseline")) {
            if (Files.isDirectory(folder.resolve(first))) {
                stages.add(stage(0, first, folder.resolve(first)));
            }
        }
        if (Files.exists(folder.resolve("replies.jsonl"))) {
            stages.add(stage(1, "model", folder));
        }
        for (int i : iterations(folder)) {
            Path iteration = folder.resolve("iteration-" + i);
            stages.add(stage(i, "iteration " + i, iteration));
            if (Files.exists(iteration.resolve("metrics.jsonl"))) {
                training.add(segment(i, iteration));
            }
        }
        Map<String, String> recipe = Json.flat(folder.resolve("recipe.yaml"));
        return new Run(
                name,
                recipe,
                Json.flat(folder.resolve("manifest.json")),
                stages,
                ending(folder),
                training,
                optional(folder.resolve("best-of-n.json"), BestOfNCurve.class),
                rewardModel(folder, recipe.get("reward.path")),
                ModelResults.of(folder));
    }

    private static String ending(Path folder) {
        StopRules.Stopped stopped =
                optional(folder.resolve(StopRules.FILE), StopRules.Stopped.class);
        return stopped == null
                ? ""
                : "was ended after %s: %s. The last good model is %s."
                        .formatted(
                                stopped.after(),
                                String.join("; ", stopped.reasons()),
                                stopped.lastGood());
    }

    /// The iterations that have a folder, in order: all, or those that were evaluated.
    private static int[] iterations(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(Files::isDirectory)
                    .map(entry -> entry.getFileName().toString())
                    .filter(name -> name.matches("iteration-[1-9]\\d{0,8}"))
                    .mapToInt(name -> Integer.parseInt(name.substring("iteration-".length())))
                    .sorted()
                    .toArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The run's own, or else the one beside the reward model that it was trained with.
    private static @Nullable RankingAccuracy rewardModel(Path folder, @Nullable String model) {
        Path file = folder.resolve("reward-model.json");
        return optional(
                model == null || Files.exists(file)
                        ? file
                        : Path.of(model).resolveSibling("reward-model.json"),
                RankingAccuracy.class);
    }

    private static void requireRun(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new DataException(
                    folder
                            + (Files.exists(folder) ? " is a file" : " does not exist")
                            + "; give the folder that 'murmur run' wrote, such as runs/<name>");
        }
        if (SIGNS.stream().noneMatch(sign -> Files.exists(folder.resolve(sign)))) {
            throw new DataException(
                    folder
                            + " is not a run folder: it holds none of "
                            + String.join(", ", SIGNS)
                            + "; give the folder that 'murmur run' wrote, such as runs/<name>");
        }
    }

    private static <T extends Record> @Nullable T optional(Path file, Class<T> type) {
        return Files.exists(file) ? EvaluationFiles.read(file, type) : null;
    }

    private static Stage stage(int number, String label, Path folder) {
        return new Stage(
                number,
                label,
                optional(folder.resolve("evaluation.json"), PolicyEvaluation.class),
                optional(folder.resolve("monitors.json"), Monitors.class),
                pairs(folder),
                replies(folder));
    }

    private static Map<String, HeldOutReply> replies(Path folder) {
        Path file = folder.resolve("replies.jsonl");
        if (!Files.exists(file)) {
            return Map.of();
        }
        Map<String, ReplyOutcome> outcomes = outcomes(folder.resolve("outcomes.jsonl"));
        var replies = new LinkedHashMap<String, HeldOutReply>();
        for (Candidates row : DataReader.candidates(file)) {
            Prompt prompt = row.prompt();
            String text = row.replies().getFirst().text();
            ReplyOutcome outcome = outcomes.get(prompt.id());
            replies.put(prompt.id(), new HeldOutReply(prompt.messages(), text, outcome));
        }
        return replies;
    }

    private static Map<String, ReplyOutcome> outcomes(Path file) {
        var byId = new HashMap<String, ReplyOutcome>();
        if (Files.exists(file)) {
            EvaluationFiles.readOutcomes(file).forEach(outcome -> byId.put(outcome.id(), outcome));
        }
        return byId;
    }

    private static @Nullable PairCounts pairs(Path folder) {
        Path file = folder.resolve("selection.json");
        if (!Files.exists(file)) {
            return null;
        }
        JsonNode selection = Json.object(file);
        var skipped = new LinkedHashMap<String, Integer>();
        selection
                .path("skipped")
                .properties()
                .forEach(reason -> skipped.put(reason.getKey(), reason.getValue().asInt()));
        int pairs = selection.path("pairs").asInt();
        return new PairCounts(
                pairs, skipped, pairs == 0 ? null : lengths(folder.resolve("pairs.jsonl")));
    }

    private static @Nullable PairLengths lengths(Path file) {
        if (!Files.exists(file)) {
            return null;
        }
        List<PreferencePair> pairs = DataReader.pairs(file);
        int[] chosen = lengths(pairs, PreferencePair::chosen);
        int[] rejected = lengths(pairs, PreferencePair::rejected);
        long longer =
                IntStream.range(0, chosen.length).filter(i -> chosen[i] > rejected[i]).count();
        return new PairLengths(mean(chosen), mean(rejected), (double) longer / pairs.size());
    }

    private static int[] lengths(List<PreferencePair> pairs, Function<PreferencePair, Reply> side) {
        return pairs.stream().mapToInt(pair -> side.apply(pair).ids().length).toArray();
    }

    private static double mean(int[] lengths) {
        return Arrays.stream(lengths).average().orElseThrow();
    }

    private static Segment segment(int iteration, Path folder) {
        return new Segment(
                iteration,
                Json.lines(folder.resolve("metrics.jsonl")).stream().map(RunFolder::step).toList());
    }

    private static Step step(JsonNode row) {
        var metrics = new LinkedHashMap<String, Double>();
        numbers(row).forEach(field -> metrics.put(field.getKey(), field.getValue().doubleValue()));
        return new Step(row.path("step").asLong(), metrics);
    }

    private static Stream<Map.Entry<String, JsonNode>> numbers(JsonNode row) {
        return row.properties().stream()
                .filter(field -> field.getValue().isNumber() && !field.getKey().equals("step"));
    }
}
