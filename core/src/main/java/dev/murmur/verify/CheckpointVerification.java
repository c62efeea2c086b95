package dev.murmur.verify;

import dev.murmur.tensor.Dtype;
import java.nio.file.Path;
import java.util.List;

/// Compares one checkpoint with its `expected.json`, whose keys say what kind of model it is: one
/// with `rows` is of a reward model, any other of a language model.
public final class CheckpointVerification {
    private CheckpointVerification() {}

    /// @param folder a Hugging Face folder; its `eos_token_id` ends greedy and beam replies
    /// @param file with what to compare with
    /// @param dtype of the weights in memory
    /// @param tolerance largest difference of a number that passes
    /// @throws dev.murmur.model.CheckpointException if the folder's model does not load
    /// @throws dev.murmur.data.DataException if the file cannot be read or belongs to another model
    public static List<Check> of(Path folder, Path file, Dtype dtype, double tolerance) {
        Field expected = Field.read(file);
        return expected.has("rows")
                ? RewardVerification.of(folder, expected, dtype, tolerance)
                : ModelVerification.of(folder, expected, dtype, tolerance);
    }
}
