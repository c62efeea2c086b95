package dev.murmur.loss;

import org.bytedeco.pytorch.Tensor;

/// What one model thinks of the two sides of each pair.
///
/// @param chosen summed log-prob of the chosen reply given its prompt, nats: `[pairs]`
/// @param rejected the same of the rejected reply: `[pairs]`
public record PairLogProbs(Tensor chosen, Tensor rejected) {}
