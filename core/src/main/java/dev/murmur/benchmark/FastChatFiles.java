package dev.murmur.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.murmur.data.JsonLines;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Replies and judgements as FastChat and Arena-Hard write them, without the time.
final class FastChatFiles {
    private static final String ANSWERS = "model_answer.jsonl";
    private static final JsonMapper JSON = new JsonMapper();

    private FastChatFiles() {}

    /// A row about a question, whose id is a number where it can be one.
    static ObjectNode row(String question) {
        ObjectNode row = JSON.createObjectNode();
        return question.matches("\\d{1,9}")
                ? row.put("question_id", Integer.parseInt(question))
                : row.put("question_id", question);
    }

    /// The turns of `model_answer.jsonl` by question.
    ///
    /// @param turns of a choice
    static Map<String, List<String>> replies(Path folder, Function<JsonNode, List<String>> turns) {
        return BaselineReplies.answers(BenchmarkRow.all(folder.resolve(ANSWERS)), turns);
    }

    static void write(Path file, List<ObjectNode> rows) {
        JsonLines.write(file, JSON, rows);
    }

    /// `model_answer.jsonl`, turns as texts.
    static void writeReplies(Path folder, String model, List<Exchange> exchanges) {
        writeReplies(folder, model, exchanges, List::copyOf);
    }

    /// `model_answer.jsonl`, turns as Arena-Hard has them.
    static void writeArenaReplies(Path folder, String model, List<Exchange> exchanges) {
        writeReplies(
                folder,
                model,
                exchanges,
                turns -> turns.stream().map(turn -> Map.of("content", turn)).toList());
    }

    private static void writeReplies(
            Path folder,
            String model,
            List<Exchange> exchanges,
            Function<List<String>, List<?>> turns) {
        write(
                folder.resolve(ANSWERS),
                exchanges.stream()
                        .map(exchange -> {
                            ObjectNode row = row(exchange.question().id());
                            row.put("answer_id", model + "-" + exchange.question().id());
                            row.put("model_id", model);
                            ObjectNode choice = row.putArray("choices").addObject();
                            choice.put("index", 0);
                            choice.set(
                                    "turns",
                                    JSON.valueToTree(turns.apply(exchange.reply().turns())));
                            return row;
                        })
                        .toList());
    }
}
