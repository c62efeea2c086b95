package dev.murmur.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import dev.murmur.data.DataException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/// What another model replied to all questions of a benchmark: `baseline.jsonl`, an answer file of
/// FastChat's format.
final class BaselineReplies {
    private final Map<String, ChatReply> replies;

    private BaselineReplies(Map<String, ChatReply> replies) {
        this.replies = replies;
    }

    /// @param turns of a choice
    /// @throws DataException if a question has no reply
    static BaselineReplies read(
            BenchmarkFolder data,
            List<ChatQuestion> questions,
            Function<JsonNode, List<String>> turns) {
        var replies = new HashMap<String, ChatReply>();
        answers(data.rows("", "baseline"), turns)
                .forEach((question, own) ->
                        replies.put(question, new ChatReply(question, own, false)));
        questions.stream()
                .filter(question -> !replies.containsKey(question.id()))
                .findFirst()
                .ifPresent(question -> {
                    throw new DataException(
                            "the baseline has no answer to question "
                                    + question.id()
                                    + "; is baseline.jsonl whole?");
                });
        return new BaselineReplies(replies);
    }

    /// The turns of an answer file, by question.
    static Map<String, List<String>> answers(
            List<BenchmarkRow> rows, Function<JsonNode, List<String>> turns) {
        var answers = new HashMap<String, List<String>>();
        for (BenchmarkRow row : rows) {
            answers.put(
                    row.read(json -> Cells.id(json, "question_id")),
                    row.read(json -> turns.apply(json.path("choices").path(0))));
        }
        return answers;
    }

    ChatReply to(ChatQuestion question) {
        return Objects.requireNonNull(replies.get(question.id()));
    }
}
