package dev.murmur.recipe;

import dev.murmur.benchmark.MeasuredModel;
import dev.murmur.benchmark.ModelBenchmark;
import dev.murmur.metrics.RunContext;
import dev.murmur.model.CausalLm;
import dev.murmur.model.DecoderConfig;
import dev.murmur.model.ModelFolder;
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
        DecoderConfig config = ModelFolder.open(recipe.model().path()).config();
        List<ModelBenchmark> benchmarks =
                recipe.benchmarks().stream()
                        .map(name ->
                                ModelBenchmark.read(
                                        name, recipe.data(), recipe.limit(), recipe.drawing()))
                        .toList();
        benchmarks.forEach(benchmark -> benchmark.check(config));
        Path folder = RunFolder.enter(recipe, resume, Map.of());
        var model =
                new MeasuredModel(
                        recipe.model().path(), recipe.model().weights(), recipe.maxTokens());
        Map<String, String> conditions = conditions();
        benchmarks.forEach(benchmark ->
                benchmark.run(folder.resolve(benchmark.name()), model, conditions, context));
        return folder;
    }

    private Map<String, String> conditions() {
        Map<String, String> conditions = conditions(Map.of("model", recipe.model().path()));
        conditions.put("dtype", recipe.model().weights().toString());
        conditions.put("template", "none: texts are continued");
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
