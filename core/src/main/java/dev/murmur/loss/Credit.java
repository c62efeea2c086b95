package dev.murmur.loss;

import java.util.Arrays;

/// What the tokens of a reply are worth.
///
/// @param advantages of each token
/// @param returns what a value model should have expected before each token; empty without one
public record Credit(double[] advantages, double[] returns) {
    /// The same advantage for every token, as where whole replies are compared.
    static Credit uniform(double advantage, int tokens) {
        var advantages = new double[tokens];
        Arrays.fill(advantages, advantage);
        return new Credit(advantages, new double[0]);
    }
}
