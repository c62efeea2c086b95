package dev.murmur.nn;

import org.jspecify.annotations.Nullable;

/// What becomes of the products of queries and keys before the softmax.
///
/// @param scale multiplies them, `1 / sqrt(headDim)` as a rule
/// @param cap then limits them; null for none
public record AttentionScores(double scale, @Nullable SoftCap cap) {}
