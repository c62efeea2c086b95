package dev.murmur.recipe;

import dev.murmur.data.Borders;
import dev.murmur.data.DataException;
import dev.murmur.data.Encoded;
import dev.murmur.online.Phase;
import dev.murmur.online.PhaseCache;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the runs that train once on a file have in common: their phases and the reading of their
/// data.
final class TrainingRun {
    static final String MODEL = "model";
    private static final String METRICS = "metrics.jsonl";
    private static final String BEST = "best.json";
    private static final Logger LOG = LoggerFactory.getLogger(TrainingRun.class);

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
    static Phase evaluation(Recipe recipe, Path folder, Path heldOut, String output) {
        return Phase.of("evaluate", folder)
                .dependsOn("dtype", recipe.model().dtype())
                .reads(MODEL)
                .reads("held_out", heldOut)
                .writes(output);
    }

    /// Encodes the rows of a file, saying which are left out, and why, and where prompt and reply
    /// meet as they would not in one text.
    ///
    /// @return the rows that were kept and their tokens
    /// @throws DataException naming the file, if a row is too long or none is left
    static <R, T> List<Encoded.Item<R, T>> kept(
            Path file, List<R> rows, Function<List<R>, Encoded<R, T>> encoding) {
        Encoded<R, T> encoded;
        try {
            encoded = encoding.apply(rows);
        } catch (DataException e) {
            throw new DataException(file + ": " + e.getMessage(), e);
        }
        if (!encoded.rejects().isEmpty()) {
            LOG.warn(
                    "{}: {} rows left out: {}",
                    file,
                    encoded.rejects().size(),
                    encoded.rejectsByReason());
        }
        Borders borders = encoded.borders();
        if (borders.seams() > 0) {
            LOG.warn(
                    "{}: {} of {} borders between prompt and reply are none in one text, as {}",
                    file,
                    borders.seams(),
                    borders.count(),
                    borders.example());
        }
        if (encoded.items().isEmpty()) {
            throw new DataException(
                    file + ": every row was left out: " + encoded.rejectsByReason());
        }
        return encoded.items();
    }
}
