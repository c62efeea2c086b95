package dev.murmur.recipe;

import dev.murmur.benchmark.ChoiceRun;
import dev.murmur.benchmark.ChoiceScorer;
import dev.murmur.metrics.RunContext;
import dev.murmur.model.CausalLm;
import dev.murmur.online.FileHashes;
import dev.murmur.tensor.Device;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.codec.digest.DigestUtils;
import org.bytedeco.pytorch.Tensor;

/// Measures a model on benchmarks, one after the other.
record BenchmarkRun(BenchmarkRecipe recipe) {
    /// @return the run folder, in which each benchmark has a folder: no model is made
    Path run(boolean resume, RunContext context) {
        CausalLm.check(recipe.model().path());
        List<ChoiceRun> runs =
                recipe.benchmarks().stream()
                        .map(name -> ChoiceRun.read(name, recipe.data(), recipe.limit()))
                        .toList();
        Path folder = RunFolder.enter(recipe, resume, Map.of());
        Map<String, String> conditions = conditions();
        runs.forEach(run -> run.run(folder.resolve(run.name()), this::open, conditions, context));
        return folder;
    }

    private ChoiceScorer open() {
        return ChoiceScorer.open(
                recipe.model().path(), recipe.model().weights(), recipe.maxTokens());
    }

    private Map<String, String> conditions() {
        Map<String, String> conditions = conditions(Map.of("model", recipe.model().path()));
        conditions.put("dtype", recipe.model().weights().toString());
        conditions.put("template", "none: texts are continued");
        conditions.put("decoding", "none: log-probs of the choices");
        return conditions;
    }

    /// What answers depend on besides the questions, wherever they are from.
    ///
    /// @param models files and folders by what they are
    static Map<String, String> conditions(Map<String, Path> models) {
        var conditions = new TreeMap<String, String>();
        models.forEach((name, path) ->
                conditions.put(
                        name,
                        path
                                + " sha256:"
                                + DigestUtils.sha256Hex(
                                        new FileHashes().of(Map.of(name, path)).toString())));
        conditions.put(
                "murmur",
                String.valueOf(BenchmarkRun.class.getPackage().getImplementationVersion()));
        conditions.put("device", Device.current().name());
        conditions.put(
                "libtorch", String.valueOf(Tensor.class.getPackage().getImplementationVersion()));
        return conditions;
    }
}
