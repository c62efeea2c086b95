package dev.murmur.recipe;

import dev.murmur.data.Overlong;
import dev.murmur.data.PromptSampling;
import dev.murmur.settings.Check;
import dev.murmur.settings.Default;
import dev.murmur.settings.Doc;
import java.nio.file.Path;

/// Where the prompts of an online run come from.
public record PromptsSection(
        @Doc("JSONL or Parquet file of prompts") Path path,
        @Doc("prompts drawn for each iteration") int perIteration,
        @Doc("draw over rows, or over sources first") @Default("uniform") PromptSampling sampling,
        @Doc("longest prompt, tokens") int maxTokens,
        @Doc("what to do with longer ones") @Default("error") Overlong overlong) {
    public PromptsSection {
        new Check()
                .atLeast(1, "per_iteration", perIteration)
                .atLeast(1, "max_tokens", maxTokens)
                .verify();
    }
}
