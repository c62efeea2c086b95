package dev.murmur.generation;

import dev.murmur.data.FinishReason;

/// A reply as sampled.
///
/// @param ids the stop token included if one was drawn
record SampledTokens(int[] ids, FinishReason finish) {}
