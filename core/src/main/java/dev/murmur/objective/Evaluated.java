package dev.murmur.objective;

import dev.murmur.loss.LossValue;
import java.util.function.Consumer;
import org.bytedeco.pytorch.Tensor;

/// A loss of a micro-batch and the way back from it to the parameters.
///
/// @param loss summed over items
/// @param backward adds the gradients of a scalar made from `loss.sum()` to every parameter
public record Evaluated(LossValue loss, Consumer<Tensor> backward) {}
