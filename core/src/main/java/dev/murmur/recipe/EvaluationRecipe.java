package dev.murmur.recipe;

import dev.murmur.settings.Check;
import dev.murmur.settings.Default;
import dev.murmur.settings.Doc;
import java.nio.file.Path;

/// Measures a model, and a way of decoding, against a baseline on held-out prompts. Trains nothing.
public record EvaluationRecipe(
        @Doc("what the run is called") String name,
        @Doc("keys every random draw") @Default("42") long seed,
        @Doc("run folder") @Default("runs/<name>") Path output,
        @Doc("model to measure") ModelSection model,
        @Doc("what to ask") HeldOutSection prompts,
        @Doc("how to write the one reply a prompt") DecodingSection decoding,
        @Doc("a score to report beside the judge's") RewardSection reward,
        @Doc("what decides which of two replies is better") RewardSection judge,
        @Doc("what to compare with") BaselineSection baseline,
        @Doc("most tokens whose log-probs are computed at once") @Default("8192") int maxTokens)
        implements Recipe {
    public EvaluationRecipe {
        Check check = Recipe.check(name).atLeast(1, "max_tokens", maxTokens);
        check.verify();
    }

    /// The longest reply of either side, tokens.
    int longestReply() {
        return baseline instanceof BaselineSection.Model base
                ? Math.max(decoding.maxNewTokens(), base.decoding().maxNewTokens())
                : decoding.maxNewTokens();
    }
}
