package dev.murmur.model;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/// An index of shards, `model.safetensors.index.json`: which file holds which tensor.
///
/// @param shards file name by tensor name; every file lies in the index's own folder
record ShardIndex(Map<String, String> shards) {
    private static final long MAX_LENGTH = 100_000_000;

    /// A name in the folder itself: no separator, and no `..`, since it does not begin with a dot.
    private static final Pattern FILE_NAME = Pattern.compile("[\\w-][\\w.-]{0,200}");

    /// @throws CheckpointException if the index is not one, or names a file elsewhere
    static ShardIndex read(Path file) {
        byte[] json = bytes(file);
        var shards = new LinkedHashMap<String, String>();
        StrictJson.object(
                file.toString(),
                json,
                (key, value) -> {
                    if (key.equals("weight_map")) {
                        StrictJson.object(
                                value, (name, shard) -> shards.put(name, shard(file, shard)));
                    } else {
                        value.skipChildren();
                    }
                });
        if (shards.isEmpty()) {
            throw new CheckpointException(
                    file + " has no weight_map, expected one of tensor names to file names");
        }
        return new ShardIndex(shards);
    }

    private static String shard(Path file, JsonParser value) throws IOException {
        String shard = StrictJson.string(value);
        if (!FILE_NAME.matcher(shard).matches()) {
            throw new CheckpointException(
                    file
                            + " places '"
                            + value.currentName()
                            + "' in '"
                            + shard.substring(0, Math.min(100, shard.length()))
                            + "', expected the name of a file in its own folder");
        }
        return shard;
    }

    private static byte[] bytes(Path file) {
        try {
            if (Files.size(file) > MAX_LENGTH) {
                throw new CheckpointException(
                        file
                                + " has "
                                + Files.size(file)
                                + " bytes, an index has at most "
                                + MAX_LENGTH);
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new CheckpointException(file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
