package dev.murmur.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;

/// A tiny reward model and the scores transformers gives.
///
/// @param folder a Hugging Face folder of a `LlamaForSequenceClassification`
/// @param rows tokens of each text
/// @param scores as many, read at the last token of each
public record GoldenReward(Path folder, List<int[]> rows, double[] scores) {
    static GoldenReward read(Path folder) {
        JsonNode expected = Golden.json(folder.resolve("expected.json"));
        return new GoldenReward(
                folder,
                expected.get("rows").valueStream().map(Golden::ints).toList(),
                Golden.doubles(expected.get("scores")));
    }
}
