package dev.murmur.recipe;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.murmur.data.AtomicFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
        AtomicFiles.writeText(
                file,
                out -> {
                    for (UnpairedReference line : lines) {
                        out.write(JSON.writeValueAsString(line) + "\n");
                    }
                });
    }

    static List<UnpairedReference> read(Path file) {
        var lines = new ArrayList<UnpairedReference>();
        try {
            for (String line : Files.readAllLines(file)) {
                lines.add(JSON.readValue(line, UnpairedReference.class));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
        return lines;
    }
}
