package dev.murmur.benchmark;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.murmur.data.JsonLines;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What became of one question of a benchmark: a line of `questions.jsonl`, for who wants to see
/// what a figure is made of, and for comparing runs question by question.
///
/// The mean of the scores by weight is the headline. AlpacaEval's is the one that is a fit to all
/// questions at once: there the scores are the preferences, whose mean is the win rate.
///
/// @param subject empty for a benchmark without
/// @param id what the data call it
/// @param score what it adds to the mean, in the headline's unit; null where nothing is known, and
///   then it counts nowhere
/// @param weight how much it counts, `> 0`
/// @param asked as a person reads it, without examples; empty where nothing was written
/// @param replies by who wrote them, the measured model first
/// @param judgements by who judged
public record QuestionOutcome(
        String subject,
        String id,
        @Nullable Double score,
        double weight,
        String asked,
        @JsonInclude(Include.NON_EMPTY) List<Text> replies,
        @JsonInclude(Include.NON_EMPTY) List<Text> judgements) {
    static final String FILE = "questions.jsonl";

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES).build();

    public QuestionOutcome {
        if (!(weight > 0)) {
            throw new IllegalArgumentException(id + " has the weight " + weight + ", must be > 0");
        }
        replies = replies == null ? List.of() : List.copyOf(replies);
        judgements = judgements == null ? List.of() : List.copyOf(judgements);
    }

    /// Words, and whose.
    public record Text(String by, String text) {}

    static void write(Path folder, List<QuestionOutcome> questions) {
        JsonLines.write(folder.resolve(FILE), JSON, questions);
    }

    /// Reads what a run left.
    ///
    /// @param folder of the benchmark
    public static List<QuestionOutcome> read(Path folder) {
        return JsonLines.read(folder.resolve(FILE), JSON, QuestionOutcome.class);
    }
}
