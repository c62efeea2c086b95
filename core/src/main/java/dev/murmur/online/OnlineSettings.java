package dev.murmur.online;

import dev.murmur.generation.SamplingParams;
import java.nio.file.Path;
import java.util.List;

/// What an online run is to do.
///
/// @param output the run folder
/// @param policy folder of the model to start from
/// @param iterations how often to sample, score, select and train
/// @param reference which model training compares with
/// @param data which pairs an iteration trains on
/// @param sampling of the replies that compete; each iteration draws with its own seed made of this
///   one
/// @param stop ends the run early
public record OnlineSettings(
        Path output,
        Path policy,
        int iterations,
        Reference reference,
        PairData data,
        SamplingParams sampling,
        List<StopRule> stop) {
    public OnlineSettings {
        stop = List.copyOf(stop);
        require(iterations >= 1, "iterations", iterations, "at least 1");
        require(sampling.n() >= 2, "sampling.n", sampling.n(), "at least 2 (a pair needs two)");
    }

    private static void require(boolean ok, String key, int value, String range) {
        if (!ok) {
            throw new IllegalArgumentException(key + " is " + value + ", must be " + range);
        }
    }
}
