package dev.murmur.reward;

import dev.murmur.model.ModelFolder;
import dev.murmur.model.ScoreAt;
import dev.murmur.settings.Check;
import java.util.Optional;

/// How a reward model reads a conversation.
///
/// @param scoreAt the token whose score counts
/// @param truncateLeft most tokens: of a longer conversation the oldest are cut, reply or not,
///   keeping a beginning-of-sequence token; without it a conversation longer than the model's
///   positions is an error
public record Reading(ScoreAt scoreAt, Optional<Integer> truncateLeft) {
    /// To the last token, nothing cut.
    public static final Reading WHOLE = new Reading(ScoreAt.LAST, Optional.empty());

    public Reading {
        requireRange(truncateLeft);
    }

    /// @throws IllegalArgumentException if nothing could be left of a prompt and its reply
    public static void requireRange(Optional<Integer> truncateLeft) {
        truncateLeft.ifPresent(tokens -> new Check().atLeast(2, "truncate_left", tokens).verify());
    }

    /// The most tokens a model may be given.
    ///
    /// @throws IllegalArgumentException if more should be kept than the model can place
    int maxTokens(ModelFolder folder) {
        int positions = folder.config().maxPositions();
        int most = truncateLeft.orElse(positions);
        if (most > positions) {
            throw new IllegalArgumentException(
                    "truncate_left is "
                            + most
                            + ", must be at most the "
                            + positions
                            + " positions of "
                            + folder.path());
        }
        return most;
    }

    /// Finds out before any work whether a model can be read so.
    ///
    /// @throws IllegalArgumentException if it has too few positions
    /// @throws dev.murmur.model.CheckpointException if it names no padding id and one is needed
    public void check(ModelFolder folder) {
        maxTokens(folder);
        scoreAt.in(folder);
    }
}
