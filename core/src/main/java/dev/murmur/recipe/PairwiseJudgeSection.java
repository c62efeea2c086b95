package dev.murmur.recipe;

import dev.murmur.judge.PairwiseJudge;
import dev.murmur.judge.PreferenceJudge;
import dev.murmur.judge.Rubric;
import dev.murmur.settings.Doc;
import java.nio.file.Path;
import java.util.Optional;

/// A language model that compares two replies, shown in both orders.
public record PairwiseJudgeSection(
        @Doc("the model, and where it is") ServiceSection service,
        @Doc(
                        "Jinja file that asks for [[A]], [[B]] or [[C]], of messages, first and second; null is the built-in")
                Optional<Path> rubric) {
    /// Opens it; nothing is asked yet.
    ///
    /// @throws RecipeException if the key's variable is not set
    /// @throws IllegalArgumentException if the rubric does not show both replies
    public PreferenceJudge open() {
        return new PairwiseJudge(service.judge(), Rubric.comparison(rubric), service.panel());
    }
}
