package dev.murmur.model;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/// A file of weights, mapped into memory: its tensors share the file's pages and cost nothing until
/// touched. What is not `.safetensors` is a file of `torch.save`.
///
/// A file that another process cuts short while it is mapped ends this one; a file that is replaced
/// by renaming, as Murmur does, stays whole.
///
/// @param tensors in the order of the file
record WeightFile(Path path, Map<String, StoredTensor> tensors) {
    WeightFile {
        tensors = Collections.unmodifiableMap(tensors);
    }

    /// Maps a file.
    ///
    /// @param arena lives at least as long as every tensor taken from the file
    /// @throws CheckpointException if the file cannot be read, or is not whole and consistent
    static WeightFile open(Path path, Arena arena) {
        MemorySegment bytes = map(path, arena);
        boolean safetensors = path.toString().endsWith(".safetensors");
        return new WeightFile(
                path,
                safetensors
                        ? SafetensorsFile.tensors(path.toString(), bytes)
                        : TorchFile.tensors(path.toString(), bytes));
    }

    private static MemorySegment map(Path path, Arena arena) {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
        } catch (IOException e) {
            throw new CheckpointException(path + " cannot be read: " + e.getMessage(), e);
        }
    }

    /// A tensor over the file's own pages: read-only, in the file's dtype, no copy.
    ///
    /// @throws CheckpointException if there is none of that name
    Tensor tensor(String name) {
        return stored(name).tensor();
    }

    /// Gives back the pages of a tensor.
    void unload(String name) {
        stored(name).unload();
    }

    private StoredTensor stored(String name) {
        StoredTensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new CheckpointException(path + " has no '" + name + "'");
        }
        return tensor;
    }
}
