package dev.murmur.online;

import dev.murmur.data.PreferencePair;
import java.nio.file.Path;
import java.util.List;

/// One iteration's training.
///
/// @param iteration from 1; with the recipe's seed it keys the order of the pairs
/// @param policy folder of the model to start from
/// @param pairs what to learn, at least one
/// @param reference as many as pairs, in their order; none if nothing is compared with
/// @param margins as many as pairs, in their order; none if the loss asks for no rewards
/// @param folder where `metrics.jsonl` and `model/` go
public record TrainingJob(
        int iteration,
        Path policy,
        List<PreferencePair> pairs,
        List<ReferenceLogProbs> reference,
        List<MarginRewards> margins,
        Path folder) {
    public TrainingJob {
        pairs = List.copyOf(pairs);
        reference = List.copyOf(reference);
        margins = List.copyOf(margins);
    }
}
