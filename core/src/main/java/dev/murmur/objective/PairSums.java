package dev.murmur.objective;

/// What one model thinks of the two replies of a pair, in nats: see [dev.murmur.loss.PairLogProbs].
///
/// @param chosen summed log-prob of the chosen reply
/// @param rejected the same of the rejected reply
/// @param chosenShared summed over as many tokens of the chosen reply as the shorter one has
/// @param rejectedShared the same of the rejected reply
public record PairSums(double chosen, double rejected, double chosenShared, double rejectedShared) {
    /// @param numbers as [ReplyScorer#pairLogProbs] gives them
    public static PairSums of(double[] numbers) {
        return new PairSums(numbers[0], numbers[1], numbers[2], numbers[3]);
    }
}
