package dev.murmur.recipe;

import dev.murmur.model.ScoreAt;
import dev.murmur.reward.Reading;
import dev.murmur.settings.Default;
import dev.murmur.settings.Doc;
import java.nio.file.Path;
import java.util.Optional;

/// What says how good a reply is.
public sealed interface RewardSection {
    /// A scalar reward model, with a tokenizer and a template of its own.
    record Scalar(
            @Doc("Hugging Face folder of a sequence classifier with one label, or like Starling's")
                    Path path,
            @Doc("chat template by name; auto takes the folder's own") @Default("auto")
                    String template,
            @Doc("type of the weights in memory") @Default("float32") ModelSection.Dtype dtype,
            @Doc("token whose score counts") @Default("last") ScoreAt scoreAt,
            @Doc("cut all but this many last tokens; null refuses what is too long")
                    Optional<Integer> truncateLeft)
            implements RewardSection {
        public Scalar {
            Reading.requireRange(truncateLeft);
        }

        Reading reading() {
            return new Reading(scoreAt, truncateLeft);
        }

        public ModelSection model() {
            return new ModelSection(path, template, dtype);
        }
    }

    /// A rule in code.
    record Rule(@Doc("name of the rule, for example checklist") String rule)
            implements RewardSection {}
}
