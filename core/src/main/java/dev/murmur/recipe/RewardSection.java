package dev.murmur.recipe;

import dev.murmur.settings.Default;
import dev.murmur.settings.Doc;
import java.nio.file.Path;

/// What says how good a reply is.
public sealed interface RewardSection {
    /// A scalar reward model, with a tokenizer and a template of its own.
    record Scalar(
            @Doc("Hugging Face folder of a sequence classifier with one label") Path path,
            @Doc("chat template by name; auto takes the folder's own") @Default("auto")
                    String template,
            @Doc("type of the weights in memory") @Default("float32") ModelSection.Dtype dtype)
            implements RewardSection {
        public ModelSection model() {
            return new ModelSection(path, template, dtype);
        }
    }

    /// A rule in code.
    record Rule(@Doc("name of the rule, for example checklist") String rule)
            implements RewardSection {}
}
