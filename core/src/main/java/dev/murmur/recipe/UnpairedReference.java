package dev.murmur.recipe;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.murmur.data.JsonLines;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the reference model thinks of a labelled reply: a line of `reference.jsonl`.
///
/// @param id the prompt's
/// @param own summed log-prob of the row's reply given its prompt, nats
/// @param mismatched the same of another row's reply; null if the loss asks for none
@JsonInclude(JsonInclude.Include.NON_NULL)
record UnpairedReference(String id, double own, @Nullable Double mismatched) {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES).build();

    /// @param logProbs of the row's reply, then of the mismatched one if there is one
    static UnpairedReference of(String id, double[] logProbs) {
        return new UnpairedReference(id, logProbs[0], logProbs.length > 1 ? logProbs[1] : null);
    }

    static void write(Path file, List<UnpairedReference> lines) {
        JsonLines.write(file, JSON, lines);
    }

    static List<UnpairedReference> read(Path file) {
        return JsonLines.read(file, JSON, UnpairedReference.class);
    }
}
