package dev.murmur.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.bytedeco.pytorch.Tensor;

/// The safetensors of a model folder, one file or shards with an index, mapped into memory.
final class WeightFiles implements AutoCloseable {
    private static final String SINGLE = "model.safetensors";
    private static final String INDEX = "model.safetensors.index.json";

    private final Path folder;
    private final Arena arena;
    private final Map<String, SafetensorsFile> fileOfTensor;

    private WeightFiles(Path folder, Arena arena, Map<String, SafetensorsFile> fileOfTensor) {
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

    private static Map<String, SafetensorsFile> map(Path folder, Arena arena) {
        var byTensor = new LinkedHashMap<String, SafetensorsFile>();
        if (Files.exists(folder.resolve(SINGLE))) {
            SafetensorsFile file = SafetensorsFile.open(folder.resolve(SINGLE), arena);
            file.entries().keySet().forEach(name -> byTensor.put(name, file));
            return byTensor;
        }
        if (!Files.exists(folder.resolve(INDEX))) {
            throw new CheckpointException(
                    folder + " has no weights: neither " + SINGLE + " nor " + INDEX + " is there");
        }
        Map<String, String> shardOfTensor = index(folder.resolve(INDEX));
        var shards = new TreeMap<String, SafetensorsFile>();
        for (String shard : new TreeSet<>(shardOfTensor.values())) {
            if (!Path.of(shard).getFileName().toString().equals(shard)) {
                throw new CheckpointException(
                        folder.resolve(INDEX)
                                + " names a shard outside the folder: '"
                                + shard
                                + "'");
            }
            shards.put(shard, SafetensorsFile.open(folder.resolve(shard), arena));
        }
        shardOfTensor.forEach((name, shard) -> {
            SafetensorsFile file = java.util.Objects.requireNonNull(shards.get(shard));
            if (!file.entries().containsKey(name)) {
                throw new CheckpointException(
                        file.file() + " has no '" + name + "', which " + INDEX + " places there");
            }
            byTensor.put(name, file);
        });
        return byTensor;
    }

    private static Map<String, String> index(Path file) {
        try {
            JsonNode map = new ObjectMapper().readTree(file.toFile()).path("weight_map");
            var shards = new LinkedHashMap<String, String>();
            map.properties().forEach(e -> shards.put(e.getKey(), e.getValue().asText()));
            if (shards.isEmpty()) {
                throw new CheckpointException(file + " has no weight_map");
            }
            return shards;
        } catch (IOException e) {
            throw new CheckpointException(file + " is not JSON: " + e.getMessage(), e);
        }
    }

    boolean has(String name) {
        return fileOfTensor.containsKey(name);
    }

    /// A tensor over the file's pages, in the file's dtype.
    Tensor tensor(String name) {
        SafetensorsFile file = fileOfTensor.get(name);
        if (file == null) {
            throw new CheckpointException(
                    folder
                            + " has no '"
                            + name
                            + "'; is the checkpoint complete, and is config.json its own?");
        }
        return file.tensor(name);
    }

    @Override
    public void close() {
        arena.close();
    }
}
