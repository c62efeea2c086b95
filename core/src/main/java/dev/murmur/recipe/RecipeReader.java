package dev.murmur.recipe;

import dev.murmur.settings.SettingsException;
import dev.murmur.settings.YamlSettings;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/// Recipes from files.
public final class RecipeReader {
    private RecipeReader() {}

    /// Reads a file that holds one reward section: what stands under `reward` in a recipe.
    ///
    /// @throws RecipeException naming every mistake by file and line
    public static RewardSection reward(Path file) {
        return read(RecipeSchema.REWARDS, file, List.of());
    }

    /// Reads a file that holds a judge of replies: what stands under `judge` in a recipe of kind
    /// chat-benchmark.
    ///
    /// @throws RecipeException naming every mistake by file and line
    public static ExaminerSection examiner(Path file) {
        return read(RecipeSchema.EXAMINERS, file, List.of());
    }

    /// Reads a recipe. Paths in it are relative to the working directory, not to the file, so that
    /// a command and a recipe mean the same by a path.
    ///
    /// @param sets values laid over the file's, each `a.b=value` with a YAML value; later ones win
    /// @throws RecipeException naming every mistake by file and line
    public static Recipe read(Path file, List<String> sets) {
        return read(RecipeSchema.SETTINGS, file, sets);
    }

    private static <T> T read(YamlSettings<T> settings, Path file, List<String> sets) {
        try {
            return settings.read(file.toString(), text(file), sets);
        } catch (SettingsException e) {
            throw new RecipeException(String.join("\n", e.problems()));
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException _) {
            throw new RecipeException(file + ": there is no such file; is the path right?");
        } catch (CharacterCodingException _) {
            throw new RecipeException(file + ": not UTF-8; is it a recipe?");
        } catch (IOException e) {
            throw new RecipeException(file + ": cannot be read: " + e.getMessage());
        }
    }
}
