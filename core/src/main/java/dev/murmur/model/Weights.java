package dev.murmur.model;

import dev.murmur.nn.Linear;
import org.bytedeco.pytorch.Tensor;

/// What a model takes its weights from, by the names of Hugging Face: [Parameters] itself, or those
/// seen through other names or with additions.
public interface Weights {
    /// The weight of a name.
    ///
    /// @throws CheckpointException if there is none, or one of another shape
    Tensor get(String name, long... shape);

    /// The linear layer of a name without bias: its `.weight`.
    ///
    /// @throws CheckpointException as [#get]
    default Linear linear(String name, long out, long in) {
        return new Linear(get(name + ".weight", out, in), null);
    }

    /// The linear layer of a name with a bias: its `.weight` and `.bias`.
    ///
    /// @throws CheckpointException as [#get]
    default Linear biasedLinear(String name, long out, long in) {
        return new Linear(get(name + ".weight", out, in), get(name + ".bias", out));
    }
}
