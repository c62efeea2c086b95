package dev.murmur.model;

import dev.murmur.tensor.Dtype;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;

/// A model's weights on their way to a file.
///
/// @param names in the file, by names in the model
/// @param values what is written for a name and its tensor
record SavedWeights(
        Parameters parameters,
        UnaryOperator<String> names,
        BiFunction<String, Tensor, Tensor> values) {
    SavedWeights(Parameters parameters) {
        this(parameters, UnaryOperator.identity(), (_, tensor) -> tensor);
    }

    SavedWeights renamed(UnaryOperator<String> other) {
        return new SavedWeights(parameters, other, values);
    }

    SavedWeights with(BiFunction<String, Tensor, Tensor> other) {
        return new SavedWeights(parameters, names, other);
    }

    /// What `config.json` says of the dtype: the first weight's, the embedding's.
    Dtype dtype(Optional<Dtype> asked) {
        return asked.orElseGet(
                () -> parameters.stored(parameters.all().keySet().iterator().next()));
    }

    /// @param asked dtype of all weights; without it each is written as it was read
    void write(Path file, Optional<Dtype> asked) throws IOException {
        var tensors = new LinkedHashMap<String, Tensor>();
        var original = new LinkedHashMap<String, String>();
        for (Map.Entry<String, Tensor> entry : parameters.masters().entrySet()) {
            String name = names.apply(entry.getKey());
            tensors.put(name, entry.getValue());
            original.put(name, entry.getKey());
        }
        SafetensorsWriter.write(
                file,
                tensors,
                (name, _) ->
                        asked.orElseGet(() -> parameters.stored(original.getOrDefault(name, name))),
                (name, tensor) -> values.apply(original.getOrDefault(name, name), tensor));
    }
}
