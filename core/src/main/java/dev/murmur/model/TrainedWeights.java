package dev.murmur.model;

import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/// What training changes, of one model or of several that are trained together.
public interface TrainedWeights {
    /// What an optimiser moves and what a checkpoint holds, by name.
    Map<String, Tensor> masters();

    /// Moves the gradients that a backward pass left to [#masters()], where they add up.
    void collectGradients();

    /// Lets the models compute with what [#masters()] have become.
    void publish();
}
