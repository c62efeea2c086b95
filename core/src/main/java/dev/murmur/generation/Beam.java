package dev.murmur.generation;

import dev.murmur.data.FinishReason;

/// A reply that a beam search found.
///
/// @param ids the stop token included if there is one
/// @param score log-prob of all ids over their number to the length penalty, nats
public record Beam(int[] ids, double score, FinishReason finish) {
    SampledTokens tokens() {
        return new SampledTokens(ids, new double[0], finish);
    }
}
