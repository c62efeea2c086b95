package dev.murmur.verify;

import dev.murmur.generation.BeamParams;
import java.util.List;
import java.util.Optional;

/// What transformers computes with a language model. The file is described in docs/models.md.
///
/// @param sequences at least one
public record ExpectedModel(List<Sequence> sequences, Optional<Greedy> greedy, List<Beams> beams) {

    /// One sequence through the model.
    ///
    /// @param ids at least two
    /// @param lastLogits of the last position: `[vocab]`
    /// @param tokenLogProbs of `ids[1..]` given what precedes each, nats
    /// @param lastHiddenNorm Euclidean norm of the last position's state after the final norm
    public record Sequence(
            int[] ids, double[] lastLogits, double[] tokenLogProbs, double lastHiddenNorm) {}

    /// A greedy continuation.
    ///
    /// @param ids new ones
    public record Greedy(int[] prompt, int[] ids) {}

    /// A beam search.
    ///
    /// @param replies new ids, best first, as padded
    /// @param scores as many
    public record Beams(
            String name, int[] prompt, BeamParams params, List<int[]> replies, double[] scores) {}
}
