package dev.murmur.data;

import dev.murmur.text.ChatMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Conversations written as one text with `\n\nHuman: ` and `\n\nAssistant: ` before the turns, as
/// Nectar and HH-RLHF have them.
final class MarkedText {
    private static final Pattern MARKER = Pattern.compile("\n\n(Human|Assistant):[ ]?");

    private MarkedText() {}

    static boolean isMarked(String text) {
        return MARKER.matcher(text).lookingAt();
    }

    /// The turns of a marked text, without the empty assistant turn that asks for a reply; a text
    /// without markers is one turn of the user's.
    static List<ChatMessage> messages(String text) {
        if (!isMarked(text)) {
            return List.of(ChatMessage.user(text));
        }
        var messages = new ArrayList<ChatMessage>();
        var marker = MARKER.matcher(text);
        boolean more = marker.find();
        while (more) {
            boolean human = marker.group(1).equals("Human");
            int begin = marker.end();
            more = marker.find();
            String content = text.substring(begin, more ? marker.start() : text.length());
            messages.add(human ? ChatMessage.user(content) : ChatMessage.assistant(content));
        }
        if (messages.getLast().isAssistant() && messages.getLast().content().isBlank()) {
            messages.removeLast();
        }
        return messages;
    }
}
