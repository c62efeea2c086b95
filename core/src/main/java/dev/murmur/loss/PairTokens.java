package dev.murmur.loss;

/// Lengths of the two sides of each pair, in counted tokens.
public record PairTokens(int[] chosen, int[] rejected) {
    public PairTokens {
        if (chosen.length != rejected.length) {
            throw new IllegalArgumentException(
                    "tokens has "
                            + chosen.length
                            + " chosen and "
                            + rejected.length
                            + " rejected lengths, expected as many");
        }
    }

    public int pairs() {
        return chosen.length;
    }
}
