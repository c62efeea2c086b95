package dev.murmur.data;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Replies of candidates and pairs: a text, and for a sampled one its ids and why it ended.
final class ReplyParser {
    private ReplyParser() {}

    static Candidates candidates(Row row) {
        Prompt prompt = PromptParser.prompt(row, PromptParser.messages(row), Set.of("replies"));
        JsonNode list = row.array("replies");
        List<Reply> replies = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            JsonNode node = list.get(i);
            String name = "replies[" + i + "].";
            String text = row.text(name + "text", node.path("text"));
            replies.add(reply(row, name, text, node.path("ids"), node.path("finish")));
        }
        return new Candidates(prompt, replies);
    }

    /// @param name what the keys of the reply begin with
    static Reply reply(Row row, String name, String text, JsonNode ids, JsonNode finish) {
        FinishReason reason =
                switch (finish.asText("stop")) {
                    case "stop" -> FinishReason.STOP;
                    case "length" -> FinishReason.LENGTH;
                    default ->
                            throw row.wrongType(name + "finish", finish, "\"stop\" or \"length\"");
                };
        return new Reply(text, row.ids(name + "ids", ids), reason);
    }
}
