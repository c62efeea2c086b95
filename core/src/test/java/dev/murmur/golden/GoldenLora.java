package dev.murmur.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;

/// A PEFT adapter and what its base computes with it.
///
/// @param folder the adapter
/// @param base folder of the model that it adds to
/// @param ids tokens of one sequence
/// @param logitsOn of the last position, with the adapter: `[vocab]`
/// @param logitsOff likewise, without it
public record GoldenLora(Path folder, Path base, int[] ids, double[] logitsOn, double[] logitsOff) {
    static GoldenLora read(Path root, Path folder) {
        JsonNode expected = Golden.json(folder.resolve("expected.json"));
        return new GoldenLora(
                folder,
                root.resolve(expected.get("base").asText()).normalize(),
                Golden.ints(expected.get("ids")),
                Golden.doubles(expected.get("logits_on")),
                Golden.doubles(expected.get("logits_off")));
    }

    @Override
    public String toString() {
        return folder.getFileName().toString();
    }
}
