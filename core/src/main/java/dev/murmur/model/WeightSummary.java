package dev.murmur.model;

import dev.murmur.tensor.Dtype;
import dev.murmur.tensor.TensorScope;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;

/// What a model folder's weight files hold, without reading the weights.
///
/// @param parameters how many numbers, by their type in the files
public record WeightSummary(Map<Dtype, Long> parameters) {
    /// @throws CheckpointException if the folder holds no weights, or a file is missing or broken
    public static WeightSummary of(Path folder) {
        var parameters = new TreeMap<Dtype, Long>();
        try (WeightFiles files = WeightFiles.open(folder);
                var _ = new TensorScope()) {
            for (String name : files.names()) {
                Tensor tensor = files.tensor(name);
                parameters.merge(Dtype.of(tensor), tensor.numel(), Long::sum);
            }
        }
        return new WeightSummary(parameters);
    }

    /// Of all types.
    public long total() {
        return parameters.values().stream().mapToLong(Long::longValue).sum();
    }
}
