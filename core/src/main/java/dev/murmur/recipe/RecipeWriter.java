package dev.murmur.recipe;

import dev.murmur.data.AtomicFiles;
import java.nio.file.Path;

/// Recipes to files, fully resolved: what a default was is written out, so that a run's recipe
/// stays what it was when defaults change.
public final class RecipeWriter {
    private RecipeWriter() {}

    public static void write(Recipe recipe, Path file) {
        AtomicFiles.writeText(file, writer -> writer.write(toYaml(recipe)));
    }

    /// YAML that reads back equal.
    public static String toYaml(Recipe recipe) {
        return RecipeSchema.SETTINGS.write(recipe);
    }
}
