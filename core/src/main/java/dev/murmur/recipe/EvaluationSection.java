package dev.murmur.recipe;

import dev.murmur.settings.Check;
import dev.murmur.settings.Doc;
import java.nio.file.Path;
import java.util.Optional;

/// How to measure a model: one reply to each held-out prompt, judged against the starting model's.
/// Prompts obey the limits of the training prompts.
public record EvaluationSection(
        @Doc("JSONL or Parquet file of held-out prompts") Path prompts,
        @Doc("take the first this many prompts; null takes all") Optional<Integer> maxPrompts,
        @Doc("what decides which of two replies is better") RewardSection judge,
        @Doc("how to write the one reply a prompt") DecodingSection decoding) {
    public EvaluationSection {
        new Check().atLeast(1, "max_prompts", maxPrompts.orElse(1)).verify();
    }
}
