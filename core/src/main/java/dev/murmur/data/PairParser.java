package dev.murmur.data;

import com.fasterxml.jackson.databind.JsonNode;
import dev.murmur.text.ChatMessage;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Rows to preference pairs. The sides are texts, or messages: the reply alone or the whole
/// conversation. Without a prompt of its own a row's prompt is what both conversations begin with.
final class PairParser {
    private static final Set<String> KEYS =
            Set.of(
                    "chosen",
                    "rejected",
                    "chosen_ids",
                    "rejected_ids",
                    "chosen_finish",
                    "rejected_finish",
                    "chosen_score",
                    "rejected_score");

    private PairParser() {}

    static PreferencePair parse(Row row) {
        boolean explicit = row.has("prompt") || row.has("messages");
        List<ChatMessage> chosen = side(row, "chosen", explicit);
        List<ChatMessage> rejected = side(row, "rejected", explicit);
        List<ChatMessage> prompt =
                explicit ? PromptParser.messages(row) : shared(row, chosen, rejected);
        var pair =
                new PreferencePair(
                        PromptParser.prompt(row, prompt, KEYS),
                        reply(row, "chosen", prompt, chosen),
                        reply(row, "rejected", prompt, rejected),
                        scores(row));
        if (pair.chosen().text().equals(pair.rejected().text())
                && Arrays.equals(pair.chosen().ids(), pair.rejected().ids())) {
            throw row.error("'chosen' and 'rejected' are equal; drop the line or fix the labels");
        }
        return pair;
    }

    private static List<ChatMessage> side(Row row, String key, boolean explicitPrompt) {
        if (row.require(key).isArray()) {
            return row.messages(key);
        }
        String text = row.text(key);
        return !explicitPrompt && MarkedText.isMarked(text)
                ? MarkedText.messages(text)
                : List.of(ChatMessage.assistant(text));
    }

    private static List<ChatMessage> shared(
            Row row, List<ChatMessage> chosen, List<ChatMessage> rejected) {
        int most = Math.min(chosen.size(), rejected.size()) - 1;
        int n = 0;
        while (n < most && chosen.get(n).equals(rejected.get(n))) {
            n++;
        }
        if (n == 0) {
            throw row.error(
                    "no 'prompt' or 'messages', and 'chosen' and 'rejected' do not begin with the"
                            + " same turns");
        }
        return chosen.subList(0, n);
    }

    private static Reply reply(
            Row row, String key, List<ChatMessage> prompt, List<ChatMessage> side) {
        boolean whole =
                side.size() > prompt.size() && side.subList(0, prompt.size()).equals(prompt);
        List<ChatMessage> rest = whole ? side.subList(prompt.size(), side.size()) : side;
        if (rest.size() != 1 || !rest.getFirst().isAssistant()) {
            throw row.error(
                    "'"
                            + key
                            + "' has "
                            + rest.size()
                            + " messages after the prompt, the first by '"
                            + rest.getFirst().role()
                            + "'; must be one, by 'assistant'");
        }
        JsonNode ids = row.json().path(key + "_ids");
        JsonNode finish = row.json().path(key + "_finish");
        return ReplyParser.reply(row, key + "_", rest.getFirst().content(), ids, finish);
    }

    private static @Nullable PairScores scores(Row row) {
        return row.has("chosen_score") && row.has("rejected_score")
                ? new PairScores(
                        row.number("chosen_score", row.require("chosen_score")),
                        row.number("rejected_score", row.require("rejected_score")))
                : null;
    }
}
