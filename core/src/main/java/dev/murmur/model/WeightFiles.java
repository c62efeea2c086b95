package dev.murmur.model;

import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;

/// The weights of a model folder, one file or shards with an index, mapped into memory. Where a
/// folder has several forms, the first of [#SINGLE_FILES] and their indexes counts, as in
/// transformers: safetensors before `pytorch_model.bin`, one file before shards.
final class WeightFiles implements AutoCloseable {
    private static final List<String> SINGLE_FILES =
            List.of("model.safetensors", "pytorch_model.bin");

    private final Path folder;
    private final Arena arena;
    private final Map<String, WeightFile> fileOfTensor;

    private WeightFiles(Path folder, Arena arena, Map<String, WeightFile> fileOfTensor) {
        this.folder = folder;
        this.arena = arena;
        this.fileOfTensor = fileOfTensor;
    }

    /// @throws CheckpointException if the folder holds no weights, or a shard is missing or broken
    static WeightFiles open(Path folder) {
        Arena arena = Arena.ofShared();
        try {
            return new WeightFiles(folder, arena, map(folder, arena));
        } catch (RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    private static Map<String, WeightFile> map(Path folder, Arena arena) {
        for (String name : SINGLE_FILES) {
            Path single = folder.resolve(name);
            if (Files.exists(single)) {
                WeightFile file = WeightFile.open(single, arena);
                var byTensor = new LinkedHashMap<String, WeightFile>();
                file.tensors().keySet().forEach(tensor -> byTensor.put(tensor, file));
                return byTensor;
            }
            Path index = folder.resolve(name + ".index.json");
            if (Files.exists(index)) {
                return shards(index, arena);
            }
        }
        throw new CheckpointException(
                folder
                        + " has no weights: none of "
                        + String.join(", ", SINGLE_FILES)
                        + " or their .index.json is there");
    }

    private static Map<String, WeightFile> shards(Path index, Arena arena) {
        var files = new TreeMap<String, WeightFile>();
        var byTensor = new LinkedHashMap<String, WeightFile>();
        ShardIndex.read(index)
                .shards()
                .forEach((tensor, shard) -> {
                    WeightFile file =
                            files.computeIfAbsent(shard, name -> shard(index, name, tensor, arena));
                    if (!file.tensors().containsKey(tensor)) {
                        throw new CheckpointException(
                                file.path()
                                        + " has no '"
                                        + tensor
                                        + "', which "
                                        + index.getFileName()
                                        + " places there; do they belong together?");
                    }
                    byTensor.put(tensor, file);
                });
        return byTensor;
    }

    private static WeightFile shard(Path index, String shard, String tensor, Arena arena) {
        Path file = index.resolveSibling(shard);
        if (!Files.exists(file)) {
            throw new CheckpointException(
                    file
                            + " is missing; "
                            + index.getFileName()
                            + " places '"
                            + tensor
                            + "' there; is the download complete?");
        }
        return WeightFile.open(file, arena);
    }

    /// Names of all tensors, in the order of the file or index.
    Set<String> names() {
        return Collections.unmodifiableSet(fileOfTensor.keySet());
    }

    boolean has(String name) {
        return fileOfTensor.containsKey(name);
    }

    /// A tensor over the file's pages, in the file's dtype.
    ///
    /// @throws CheckpointException if there is none of that name
    Tensor tensor(String name) {
        WeightFile file = fileOfTensor.get(name);
        if (file == null) {
            throw new CheckpointException(
                    folder
                            + " has no '"
                            + name
                            + "'; is the checkpoint complete, and is config.json its own?");
        }
        return file.tensor(name);
    }

    /// Gives back the pages of a tensor that was read and copied; they would be read again.
    void unload(String name) {
        Objects.requireNonNull(fileOfTensor.get(name)).unload(name);
    }

    @Override
    public void close() {
        arena.close();
    }
}
