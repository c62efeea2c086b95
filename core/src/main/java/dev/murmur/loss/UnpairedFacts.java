package dev.murmur.loss;

/// What a loss may know of labelled replies beside their log-ratios.
///
/// @param desirable of each reply
/// @param tokens reply lengths, counted tokens
/// @param meanLogRatio of the replies that [UnpairedLoss#baseline] asks for, over the whole
///   optimiser batch, nats; 0 if it asks for none
/// @param desirableShare of the replies of the whole optimiser batch, in `[0, 1]`
public record UnpairedFacts(
        boolean[] desirable, int[] tokens, double meanLogRatio, double desirableShare) {
    public UnpairedFacts {
        if (desirable.length != tokens.length) {
            throw new IllegalArgumentException(
                    "desirable has "
                            + desirable.length
                            + " entries, tokens "
                            + tokens.length
                            + ", expected as many");
        }
    }

    int replies() {
        return desirable.length;
    }
}
