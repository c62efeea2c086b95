package dev.murmur.model;

import org.bytedeco.pytorch.Tensor;

/// Hidden states of a batch, and the way back.
///
/// @param states after the final norm, with gradient: `[tokens, hidden]`
/// @param backward to be run once, after a backward pass that has reached `states`: takes their
///   gradients to the weights of layers that were not kept
record HiddenStates(Tensor states, Runnable backward) {
    /// With a graph that reaches every weight.
    static HiddenStates whole(Tensor states) {
        return new HiddenStates(states, () -> {});
    }
}
