package dev.murmur.benchmark;

import dev.murmur.generation.TextGenerator;
import dev.murmur.tensor.Dtype;
import java.nio.file.Path;

/// A model that is measured, which each benchmark opens as it needs it.
///
/// @param folder Hugging Face folder
/// @param dtype of the weights in memory
/// @param maxTokens most tokens whose log-probs are computed at once
public record MeasuredModel(Path folder, Dtype dtype, int maxTokens) {
    ChoiceScorer scorer() {
        return ChoiceScorer.open(folder, dtype, maxTokens);
    }

    TextGenerator generator() {
        return TextGenerator.open(folder, dtype);
    }
}
