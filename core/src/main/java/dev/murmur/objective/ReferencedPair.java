package dev.murmur.objective;

import dev.murmur.data.TokenGroup;

/// A preference pair with what the reference model thinks of it.
///
/// @param group two replies, the chosen first
/// @param referenceChosen summed log-prob of the chosen reply under the reference, nats
/// @param referenceRejected the same of the rejected reply
public record ReferencedPair(TokenGroup group, double referenceChosen, double referenceRejected)
        implements TrainingExample {
    public ReferencedPair {
        if (group.replies().size() != 2) {
            throw new IllegalArgumentException(
                    group.id() + ": a pair has 2 replies, not " + group.replies().size());
        }
    }
}
