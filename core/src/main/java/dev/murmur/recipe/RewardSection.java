package dev.murmur.recipe;

import dev.murmur.model.ScoreAt;
import dev.murmur.reward.LogRatioReward;
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
            @Doc("chat template by name, or a .jinja file; auto takes the folder's own")
                    @Default("auto")
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

    /// How much likelier a reply is under one language model than under another.
    record LogRatio(
            @Doc("Hugging Face folder of the better model: aligned, or larger") Path strong,
            @Doc("Hugging Face folder of the other: its base, or smaller") Path weak,
            @Doc("chat template of both by name; auto takes the better model's") @Default("auto")
                    String template,
            @Doc("type of the weights in memory, one model at a time") @Default("float32")
                    ModelSection.Dtype dtype,
            @Doc("log-probs of a reply's tokens: their sum or their mean") @Default("sum")
                    LogRatioReward.Over over)
            implements RewardSection {
        /// The template is the strong one's: a base model has none.
        public ModelSection strongModel() {
            return new ModelSection(strong, template, dtype);
        }
    }

    /// A rule in code.
    record Rule(@Doc("name of the rule, for example checklist") String rule)
            implements RewardSection {}
}
