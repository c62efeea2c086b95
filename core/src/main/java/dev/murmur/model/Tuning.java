package dev.murmur.model;

import dev.murmur.tensor.Dtype;
import java.util.Optional;

/// How a model is opened for training. Whatever it computes in, what is trained is float32.
///
/// @param dtype what the model computes in; where all weights are trained in fewer bits than
///   float32, they have float32 masters
/// @param lora trains a new adapter of this shape and leaves the weights as they are; empty trains
///   all of them
/// @param recompute whether the backward pass computes each layer again instead of keeping what the
///   forward pass made of it (Chen et al. 2016, arXiv 1604.06174)
/// @param seed keys what is made new: an adapter, a reward model's head
public record Tuning(Dtype dtype, Optional<LoraConfig> lora, boolean recompute, long seed) {
    /// All weights, everything kept for the backward pass.
    public static Tuning full(Dtype dtype, long seed) {
        return new Tuning(dtype, Optional.empty(), false, seed);
    }
}
