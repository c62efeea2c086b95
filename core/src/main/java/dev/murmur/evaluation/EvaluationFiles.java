package dev.murmur.evaluation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.murmur.data.AtomicFiles;
import dev.murmur.data.DataException;
import dev.murmur.data.JsonLines;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The results of this package as files: one JSON object ([PolicyEvaluation], [BestOfNCurve],
/// [RankingAccuracy], [RewardDiagnostics]), or one a line ([ReplyOutcome]). The same values give
/// the same bytes.
public final class EvaluationFiles {
    private static final ObjectMapper JSON =
            JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                    .build();

    private EvaluationFiles() {}

    /// Writes one object, indented.
    public static void write(Path file, Record value) {
        AtomicFiles.writeText(
                file,
                out -> {
                    out.write(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(value));
                    out.write('\n');
                });
    }

    /// Reads what [#write] wrote.
    ///
    /// @throws DataException naming file and fault if the file is not such an object
    public static <T extends Record> T read(Path file, Class<T> type) {
        return parse(text(file), file.toString(), type);
    }

    /// Writes outcomes, one a line.
    public static void writeOutcomes(Path file, List<ReplyOutcome> outcomes) {
        JsonLines.write(file, JSON, outcomes);
    }

    /// Reads what [#writeOutcomes] wrote.
    ///
    /// @throws DataException naming file, line and fault
    public static List<ReplyOutcome> readOutcomes(Path file) {
        var outcomes = new ArrayList<ReplyOutcome>();
        int number = 0;
        for (String line : text(file).lines().toList()) {
            outcomes.add(parse(line, file + ":" + ++number, ReplyOutcome.class));
        }
        return List.copyOf(outcomes);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private static <T extends Record> T parse(String json, String where, Class<T> type) {
        try {
            return JSON.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new DataException(
                    where
                            + " is not a "
                            + type.getSimpleName()
                            + " as docs/architecture.md describes it: "
                            + e.getOriginalMessage(),
                    e);
        }
    }
}
