package dev.murmur.model;

import java.util.Optional;

/// How a reward model's checkpoint names its trunk and its head. Which one a checkpoint has is seen
/// from the head.
enum ScalarLayout {
    /// transformers' `ForSequenceClassification` with one label, as RLHFlow's reward models are;
    /// what is saved is always this.
    SEQUENCE_CLASSIFICATION("model.", "score"),

    /// Starling's: the code published with Starling-RM-7B and Starling-RM-34B.
    STARLING("transformer.", "v_head");

    private final String trunk;
    private final String head;

    ScalarLayout(String trunk, String head) {
        this.trunk = trunk;
        this.head = head;
    }

    /// @return nothing for a checkpoint without a head, as a language model's is
    /// @throws CheckpointException if a checkpoint has two, or one that is more than a weight for
    ///   one number
    static Optional<ScalarLayout> of(Parameters parameters) {
        boolean score = parameters.has(SEQUENCE_CLASSIFICATION.weight());
        boolean value = parameters.has(STARLING.weight());
        if (score && value) {
            throw new CheckpointException(
                    parameters.origin()
                            + " has both '"
                            + SEQUENCE_CLASSIFICATION.weight()
                            + "' and '"
                            + STARLING.weight()
                            + "'; a reward model has one head");
        }
        Optional<ScalarLayout> found =
                score
                        ? Optional.of(SEQUENCE_CLASSIFICATION)
                        : value ? Optional.of(STARLING) : Optional.empty();
        found.ifPresent(layout -> layout.requireOneNumber(parameters));
        return found;
    }

    /// @throws CheckpointException if a checkpoint has no head
    static ScalarLayout require(Parameters parameters) {
        return of(parameters)
                .orElseThrow(() ->
                        new CheckpointException(
                                parameters.origin()
                                        + " has no '"
                                        + SEQUENCE_CLASSIFICATION.weight()
                                        + "' and no '"
                                        + STARLING.weight()
                                        + "'; is it a reward model, or a language model?"));
    }

    private void requireOneNumber(Parameters parameters) {
        if (parameters.has(head + ".bias")) {
            throw new CheckpointException(
                    parameters.origin()
                            + " has '"
                            + head
                            + ".bias'; a head with a bias is not implemented");
        }
        long[] shape = parameters.shape(weight());
        if (shape.length != 2 || shape[0] != 1) {
            throw new CheckpointException(
                    parameters.origin()
                            + ": '"
                            + weight()
                            + "' has shape "
                            + java.util.Arrays.toString(shape)
                            + "; a reward model gives one number, so expected [1, hidden]");
        }
    }

    String weight() {
        return head + ".weight";
    }

    /// A checkpoint of this layout seen under the names that [Decoder] asks for.
    Weights over(Parameters parameters) {
        return (name, shape) -> parameters.get(stored(name), shape);
    }

    private String stored(String name) {
        String ours = SEQUENCE_CLASSIFICATION.trunk;
        return name.startsWith(ours) ? trunk + name.substring(ours.length()) : name;
    }

    /// The name in [#SEQUENCE_CLASSIFICATION] of a weight of this layout.
    String saved(String name) {
        return name.equals(weight())
                ? SEQUENCE_CLASSIFICATION.weight()
                : SEQUENCE_CLASSIFICATION.trunk + name.substring(trunk.length());
    }
}
