package dev.murmur.loss;

/// A number for each side of each pair, without gradient.
///
/// @param chosen of the chosen replies: `[pairs]`
/// @param rejected of the rejected replies: `[pairs]`
public record PairNumbers(double[] chosen, double[] rejected) {}
