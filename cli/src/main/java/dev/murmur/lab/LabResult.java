package dev.murmur.lab;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.murmur.data.DataException;
import dev.murmur.evaluation.PolicyEvaluation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What came of one arm on one seed.
///
/// @param trainingSeconds of the arm's own phases, without its evaluations; 0 if it trains nothing
/// @param decodingSeconds of the measurement
/// @param evaluation on held-out prompts against the start; null if the arm failed
/// @param exitCode of the command that failed, 0 if none
@JsonNaming(SnakeCaseStrategy.class)
record LabResult(
        String arm,
        long seed,
        double trainingSeconds,
        double decodingSeconds,
        @Nullable PolicyEvaluation evaluation,
        int exitCode) {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Set<String> MEASUREMENTS = Set.of("replies", "evaluate");

    /// Seconds that a run folder's phases took.
    ///
    /// @param all whether those count that only measure
    static double seconds(Path run, boolean all) {
        Path timings = run.resolve("timings.jsonl");
        if (!Files.exists(timings)) {
            return 0;
        }
        double sum = 0;
        try {
            for (String line : Files.readAllLines(timings)) {
                JsonNode phase = JSON.readTree(line);
                String title = phase.path("phase").asText();
                String name = title.substring(title.lastIndexOf('/') + 1);
                sum += all || !MEASUREMENTS.contains(name) ? phase.path("seconds").asDouble() : 0;
            }
        } catch (JsonProcessingException e) {
            throw new DataException(timings + " is damaged: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + timings, e);
        }
        return sum;
    }
}
