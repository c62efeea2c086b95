package dev.murmur.online;

import dev.murmur.objective.PairSums;

/// What the reference model thinks of a pair: a line of `reference.jsonl`, nats.
///
/// @param id the prompt's
/// @param chosen summed log-prob of the chosen reply given its prompt
/// @param rejected the same of the rejected reply
/// @param chosenShared summed over as many tokens of the chosen reply as the shorter one has
/// @param rejectedShared the same of the rejected reply
public record ReferenceLogProbs(
        String id, double chosen, double rejected, double chosenShared, double rejectedShared) {
    public ReferenceLogProbs(String id, PairSums sums) {
        this(id, sums.chosen(), sums.rejected(), sums.chosenShared(), sums.rejectedShared());
    }

    public PairSums sums() {
        return new PairSums(chosen, rejected, chosenShared, rejectedShared);
    }
}
