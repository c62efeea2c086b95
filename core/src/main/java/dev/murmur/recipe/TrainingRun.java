package dev.murmur.recipe;

import dev.murmur.data.Encoded;
import dev.murmur.online.Phase;
import dev.murmur.online.PhaseCache;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// What the runs that train once on a file have in common: their phases and the reading of their
/// data.
final class TrainingRun {
    static final String MODEL = "model";
    private static final String METRICS = "metrics.jsonl";
    private static final String BEST = "best.json";

    private TrainingRun() {}

    /// Depends on the whole recipe, its data and its model.
    static Phase training(TrainingRecipe recipe, DataSection data, Path folder) {
        Phase phase =
                Phase.of("train", folder)
                        .dependsOn("recipe", RecipeWriter.toYaml(recipe))
                        .dependsOn("template", TextModel.templateKey(recipe.model()))
                        .reads("start", recipe.model().path())
                        .reads("data", data.path())
                        .writes(METRICS, MODEL);
        if (recipe.training().evaluateEvery() > 0) {
            phase = phase.reads("held_out", data.eval().orElseThrow());
        }
        return recipe.training().best().isPresent() ? phase.writes(BEST) : phase;
    }

    /// What runs in one folder of runs have in common.
    static PhaseCache cache(Recipe recipe) {
        return new PhaseCache(recipe.output().resolveSibling(".cache"));
    }

    /// Measures the trained model on the held-out file.
    ///
    /// @param output the file it writes
    static Phase evaluation(TrainingRecipe recipe, Path folder, Path heldOut, String output) {
        return Phase.of("evaluate", folder)
                .dependsOn("dtype", recipe.model().dtype())
                .reads(MODEL)
                .reads("held_out", heldOut)
                .writes(output);
    }

    /// Encodes the rows of a file, as [RowEncoder] does.
    ///
    /// @return the rows that were kept and their tokens
    /// @throws dev.murmur.data.DataException naming the file, if a row is too long or none is left
    static <R, T> List<Encoded.Item<R, T>> kept(
            Path file, List<R> rows, Function<List<R>, Encoded<R, T>> encoding) {
        var items = new ArrayList<Encoded.Item<R, T>>();
        var encoder = new RowEncoder<R, T>(file, encoding, items::add);
        rows.forEach(encoder::add);
        encoder.finish();
        return items;
    }
}
