package dev.murmur.model;

import dev.murmur.tensor.Dtype;
import java.util.Optional;

/// How a model is written.
///
/// @param card text of its model card, `README.md`
/// @param dtype of all its weights; without it each has the dtype of the model it came from, so
///   that what nobody changed is written byte for byte
public record Saving(String card, Optional<Dtype> dtype) {
    /// In the dtypes that the weights came in.
    public static Saving of(String card) {
        return new Saving(card, Optional.empty());
    }
}
