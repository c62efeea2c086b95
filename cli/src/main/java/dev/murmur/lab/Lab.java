package dev.murmur.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.murmur.data.AtomicFiles;
import dev.murmur.data.DataReader;
import dev.murmur.data.DataWriter;
import dev.murmur.data.PreferencePair;
import dev.murmur.data.RankedReplies;
import dev.murmur.data.Reply;
import dev.murmur.demo.Demo;
import dev.murmur.demo.DemoFiles;
import dev.murmur.demo.DemoSettings;
import dev.murmur.demo.DemoSize;
import dev.murmur.demo.Steps;
import dev.murmur.evaluation.EvaluationFiles;
import dev.murmur.evaluation.PolicyEvaluation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Trains and measures arms on the demo's worlds, with ordinary commands.
///
/// @param source name of the experiments' file, for messages
/// @param text of that file
record Lab(LabFiles files, DemoSize size, String source, String text) {
    /// Somebody asked to stop.
    private static final int STOPPED = 130;

    /// Does what is not done yet on one seed.
    ///
    /// @param only names of the arms, all if empty
    /// @return a result an arm, one that failed among them
    /// @throws Steps.Failed if what all arms need failed, or somebody asked to stop
    List<LabResult> run(long seed, List<String> only, Steps steps, LabProgress progress) {
        Experiments experiments = experiments(seed);
        Map<String, Experiments.Arm> arms = experiments.arms(only);
        var demo = new Demo(files.seed(seed), new Demo.Identity(size, seed));
        demo.prepare(steps);
        writePairs(seed);
        experiments.bases().forEach((name, base) -> writeRecipe(seed, name, base.recipe()));
        writeRecipe(seed, "evaluation", experiments.evaluation());
        var results = new ArrayList<LabResult>();
        arms.forEach((name, arm) -> {
            progress.begins(name, seed);
            results.add(run(seed, experiments, name, arm, steps));
        });
        return results;
    }

    /// The chosen rows.
    ///
    /// @param only names of arms, all if empty
    /// @throws dev.murmur.data.DataException if the file is wrong or has no such arm
    Map<String, Experiments.Arm> arms(List<String> only) {
        return experiments(0).arms(only);
    }

    private LabResult run(
            long seed, Experiments experiments, String name, Experiments.Arm arm, Steps steps) {
        Path run = files.seed(seed).run(name);
        Path measured = files.measured(seed, name);
        try {
            if (arm.base() != null) {
                steps.recipe(
                        name,
                        files.seed(seed).recipe(arm.base()),
                        run,
                        sets(name, run, arm.changes()));
            }
            List<String> sets = sets(name, measured, arm.measurement());
            sets.add("model.path=" + model(seed, experiments, name));
            steps.recipe(name + " measured", files.seed(seed).recipe("evaluation"), measured, sets);
        } catch (Steps.Failed e) {
            if (e.exitCode() == STOPPED) {
                throw e;
            }
            return new LabResult(name, seed, LabResult.seconds(run, false), 0, null, e.exitCode());
        }
        return new LabResult(
                name,
                seed,
                arm.base() == null ? 0 : LabResult.seconds(run, false),
                LabResult.seconds(measured, true),
                EvaluationFiles.read(measured.resolve("evaluation.json"), PolicyEvaluation.class),
                0);
    }

    /// The model that an arm measures.
    private Path model(long seed, Experiments experiments, String name) {
        DemoFiles demo = files.seed(seed);
        return experiments
                .trained(name)
                .map(trained -> demo.run(trained).resolve(experiments.baseOf(trained).model()))
                .orElse(demo.model("sft"));
    }

    private static List<String> sets(String name, Path output, Map<String, JsonNode> changes) {
        return Stream.concat(
                        Stream.of("name=" + name, "output=" + output),
                        changes.entrySet().stream()
                                .sorted(Map.Entry.comparingByKey())
                                .map(set -> set.getKey() + "=" + set.getValue()))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private Experiments experiments(long seed) {
        DemoSettings.Online online =
                new Demo(files.seed(seed), new Demo.Identity(size, seed)).settings().online();
        var values = new HashMap<String, String>();
        values.put("folder", files.seed(seed).folder().toString());
        values.put("seed", Long.toString(seed));
        values.put("iterations", Integer.toString(online.iterations()));
        values.put("prompts", Integer.toString(online.promptsPerIteration()));
        values.put("samples", Integer.toString(online.samples()));
        values.put("max_new_tokens", Integer.toString(online.maxNewTokens()));
        values.put("learning_rate", Double.toString(online.training().learningRate()));
        values.put("batch_size", Integer.toString(online.training().batchSize()));
        return Experiments.read(source, text, values);
    }

    private void writeRecipe(long seed, String name, ObjectNode recipe) {
        Path file = files.seed(seed).recipe(name);
        AtomicFiles.writeText(
                file,
                out -> {
                    out.write(
                            "# Written by ./murmur lab, which lays name, output and what an arm"
                                    + " changes over it.\n");
                    out.write(new YAMLMapper().writeValueAsString(recipe));
                });
    }

    /// The annotator's best reply against its worst, for training without sampling.
    private void writePairs(long seed) {
        List<PreferencePair> pairs =
                DataReader.rankings(files.seed(seed).world().rankings()).stream()
                        .flatMap(Lab::bestAgainstWorst)
                        .toList();
        DataWriter.pairs(files.pairs(seed), pairs);
    }

    /// Nothing if all replies tie, or the two say the same: the annotator is noisy.
    private static Stream<PreferencePair> bestAgainstWorst(RankedReplies row) {
        double[] ranks = row.ranks();
        int best =
                IntStream.range(0, ranks.length).reduce(0, (a, b) -> ranks[b] < ranks[a] ? b : a);
        int worst =
                IntStream.range(0, ranks.length).reduce(0, (a, b) -> ranks[b] > ranks[a] ? b : a);
        Reply chosen = row.replies().get(best);
        Reply rejected = row.replies().get(worst);
        return ranks[best] < ranks[worst] && !chosen.text().equals(rejected.text())
                ? Stream.of(new PreferencePair(row.prompt(), chosen, rejected))
                : Stream.empty();
    }
}
