package dev.murmur.generation;

import dev.murmur.data.FinishReason;

/// A reply as sampled or found.
///
/// @param ids the stop token included if one was drawn
/// @param logProbs of each token as it was drawn, nats; empty if it was not drawn but searched
record SampledTokens(int[] ids, double[] logProbs, FinishReason finish) {}
