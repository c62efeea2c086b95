package dev.murmur.model;

import dev.murmur.nn.Tape;
import org.bytedeco.pytorch.Tensor;

/// Hidden states of a batch, and the way back.
///
/// @param states after the final norm, with gradient: `[tokens, hidden]`
/// @param backward to be run once, after a backward pass that has reached `states`: takes their
///   gradients the rest of the way to the weights
record HiddenStates(Tensor states, Runnable backward) {
    /// Of layers that keep what they made; linear ones are differentiated by a tape.
    static HiddenStates kept(Decoder trunk, GroupBatch batch) {
        var tape = new Tape();
        return new HiddenStates(tape.record(() -> trunk.hidden(batch)), tape::backward);
    }
}
