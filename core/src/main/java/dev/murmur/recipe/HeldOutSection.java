package dev.murmur.recipe;

import dev.murmur.data.Overlong;
import dev.murmur.settings.Check;
import dev.murmur.settings.Default;
import dev.murmur.settings.Doc;
import java.nio.file.Path;
import java.util.Optional;

/// The prompts that a model is measured on.
public record HeldOutSection(
        @Doc("JSONL or Parquet file of prompts") Path path,
        @Doc("take the first this many prompts; null takes all") Optional<Integer> maxPrompts,
        @Doc("longest prompt, tokens") int maxTokens,
        @Doc("what to do with longer ones") @Default("error") Overlong overlong) {
    public HeldOutSection {
        new Check()
                .atLeast(1, "max_prompts", maxPrompts.orElse(1))
                .atLeast(1, "max_tokens", maxTokens)
                .verify();
    }
}
