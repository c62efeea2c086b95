package dev.murmur.data;

import com.fasterxml.jackson.databind.JsonNode;
import dev.murmur.text.ChatMessage;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Rows to labelled replies: `reply`, or `completion` as TRL calls it, and `label`. A pair is two
/// of them.
final class LabelParser {
    private static final String LABEL = "label";
    private static final Set<String> KEYS = Set.of("reply", "completion", LABEL);

    private LabelParser() {}

    static List<LabelledReply> parse(Row row) {
        return DataKind.of(row) == DataKind.PAIRS
                ? both(PairParser.parse(row))
                : List.of(labelled(row));
    }

    static LabelledReply labelled(Row row) {
        return new LabelledReply(
                PromptParser.prompt(row, PromptParser.messages(row), KEYS),
                Reply.written(reply(row)),
                label(row));
    }

    private static List<LabelledReply> both(PreferencePair pair) {
        return List.of(
                new LabelledReply(named(pair.prompt(), "chosen"), pair.chosen(), true),
                new LabelledReply(named(pair.prompt(), "rejected"), pair.rejected(), false));
    }

    private static Prompt named(Prompt prompt, String side) {
        return new Prompt(
                prompt.id() + "/" + side, prompt.messages(), prompt.source(), prompt.fields());
    }

    private static String reply(Row row) {
        if (row.has("reply") == row.has("completion")) {
            throw row.error("needs one of 'reply' and 'completion'; keys are " + row.keys());
        }
        String key = row.has("reply") ? "reply" : "completion";
        if (!row.require(key).isArray()) {
            return row.text(key);
        }
        List<ChatMessage> messages = row.messages(key);
        if (messages.size() != 1 || !messages.getFirst().isAssistant()) {
            throw row.error(
                    "'"
                            + key
                            + "' has "
                            + messages.size()
                            + " messages, the first by '"
                            + messages.getFirst().role()
                            + "'; must be one, by 'assistant'");
        }
        return messages.getFirst().content();
    }

    /// A table without types has texts.
    private static boolean label(Row row) {
        JsonNode label = row.require(LABEL);
        return switch (label.asText().toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw row.wrongType(LABEL, label, "true (desirable) or false");
        };
    }
}
