package dev.murmur.generation;

import dev.murmur.data.Candidates;
import java.util.List;

/// Replies to a prompt, and how likely each of their tokens was.
///
/// @param logProbs for each reply one a token, nats, under the distribution that it was drawn from:
///   the model's own at temperature 1 without filters
public record Sampled(Candidates candidates, List<double[]> logProbs) {
    public Sampled {
        logProbs = List.copyOf(logProbs);
    }
}
