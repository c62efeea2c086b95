package dev.murmur.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;

/// A tiny reward model and the scores its own code gives.
///
/// @param folder a Hugging Face folder of a `LlamaForSequenceClassification`, or of Starling's
///   layout
/// @param rows tokens of each text
/// @param beforeFirstPad whether scores are read at the token before the first padding id, else at
///   the last token that is none
/// @param scores as many as rows
public record GoldenReward(Path folder, List<int[]> rows, boolean beforeFirstPad, double[] scores) {
    static GoldenReward read(Path folder) {
        JsonNode expected = Golden.json(folder.resolve("expected.json"));
        return new GoldenReward(
                folder,
                expected.get("rows").valueStream().map(Golden::ints).toList(),
                expected.path("rule").asText().contains("before the first pad"),
                Golden.doubles(expected.get("scores")));
    }

    @Override
    public String toString() {
        return folder.getFileName().toString();
    }
}
