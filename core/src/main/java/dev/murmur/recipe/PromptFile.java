package dev.murmur.recipe;

import dev.murmur.data.DataReader;
import dev.murmur.data.Encoded;
import dev.murmur.data.Prompt;
import dev.murmur.data.TokenLimits;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A file of prompts, as far as a model can read them.
record PromptFile(Path file) {
    /// The prompts that fit; it is said how many do not.
    ///
    /// @throws dev.murmur.data.DataException if one is too long and must not be, or none is left
    List<Prompt> fitting(ModelSection model, TokenLimits limits) {
        try (TextModel text = TextModel.open(model)) {
            List<Prompt> all = DataReader.prompts(file);
            return TrainingRun.kept(file, all, text.encoder(limits)::prompts).stream()
                    .map(Encoded.Item::row)
                    .toList();
        }
    }

    /// The first of those that fit, to evaluate on.
    List<Prompt> heldOut(ModelSection model, TokenLimits limits, Optional<Integer> most) {
        List<Prompt> all = fitting(model, limits);
        List<Prompt> taken = all.subList(0, Math.min(most.orElse(all.size()), all.size()));
        if (taken.size() < 2) {
            throw new RecipeException(
                    "evaluation would be on 1 prompt of "
                            + file
                            + ", must be on at least 2 (one has no standard error)");
        }
        return taken;
    }
}
