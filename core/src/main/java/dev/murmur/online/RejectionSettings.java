package dev.murmur.online;

import dev.murmur.generation.SamplingParams;
import java.nio.file.Path;
import java.util.List;

/// What a run of rejection sampling is to do.
///
/// @param output the run folder
/// @param policy folder of the model to start from
/// @param iterations at most this many times sample, score, keep and train
/// @param sampling of the replies that compete; each iteration draws with its own seed made of this
///   one
/// @param stop ends the run early
public record RejectionSettings(
        Path output, Path policy, int iterations, SamplingParams sampling, List<StopRule> stop) {
    public RejectionSettings {
        stop = List.copyOf(stop);
        if (iterations < 1) {
            throw new IllegalArgumentException(
                    "iterations is " + iterations + ", must be at least 1");
        }
    }
}
