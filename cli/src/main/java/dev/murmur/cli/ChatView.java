package dev.murmur.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.murmur.text.ChatMessage;
import dev.murmur.text.ChatTemplate;
import dev.murmur.text.RenderedChat;
import dev.murmur.text.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A conversation as a model sees it.
///
/// @param runs in order
record ChatView(RenderedChat chat, List<Run> runs) {
    private static final String CYAN = "\u001b[36m";
    private static final String GREEN = "\u001b[32m";
    private static final String PLAIN = "\u001b[0m";

    /// Neighbouring tokens of one kind.
    record Run(String text, int[] ids, boolean special, boolean reply) {}

    /// Asks for a reply unless the assistant spoke last.
    static ChatView of(Tokenizer tokenizer, ChatTemplate template, List<ChatMessage> conversation) {
        boolean asks = !conversation.getLast().isAssistant();
        RenderedChat chat =
                asks
                        ? prompt(template.prompt(tokenizer, conversation))
                        : template.render(tokenizer, conversation, false);
        return new ChatView(chat, runs(tokenizer, chat));
    }

    /// A prompt is asked about, not trained on.
    private static RenderedChat prompt(int[] ids) {
        return new RenderedChat(ids, new boolean[ids.length]);
    }

    private static List<Run> runs(Tokenizer tokenizer, RenderedChat chat) {
        List<Run> runs = new ArrayList<>();
        int[] ids = chat.ids();
        boolean[] special = new boolean[ids.length];
        for (int i = 0; i < ids.length; i++) {
            special[i] =
                    tokenizer.decode(ids[i]).isEmpty()
                            && !tokenizer.decodeWithSpecials(ids[i]).isEmpty();
        }
        int begin = 0;
        for (int i = 1; i <= ids.length; i++) {
            if (i == ids.length
                    || special[i] != special[begin]
                    || chat.reply()[i] != chat.reply()[begin]) {
                runs.add(
                        new Run(
                                text(tokenizer, ids, begin, i),
                                Arrays.copyOfRange(ids, begin, i),
                                special[begin],
                                chat.reply()[begin]));
                begin = i;
            }
        }
        return runs;
    }

    /// What a run adds to the text before it: a decoder may drop the blank that a text on its own
    /// begins with.
    private static String text(Tokenizer tokenizer, int[] ids, int begin, int end) {
        String before = tokenizer.decodeWithSpecials(Arrays.copyOf(ids, begin));
        String all = tokenizer.decodeWithSpecials(Arrays.copyOf(ids, end));
        return all.startsWith(before)
                ? all.substring(before.length())
                : tokenizer.decodeWithSpecials(Arrays.copyOfRange(ids, begin, end));
    }

    String toText(boolean colour) {
        var text = new StringBuilder();
        runs.forEach(run -> text.append(shown(run, run.text(), colour)));
        text.append(System.lineSeparator()).append(System.lineSeparator());
        for (Run run : runs) {
            String ids = Arrays.toString(run.ids()).replaceAll("[\\[\\],]", "");
            text.append(shown(run, ids, colour)).append(' ');
        }
        text.append(System.lineSeparator())
                .append(chat.ids().length)
                .append(" tokens")
                .append(System.lineSeparator());
        return text.toString();
    }

    private static String shown(Run run, String text, boolean colour) {
        if (colour) {
            String code = run.special() ? CYAN : run.reply() ? GREEN : "";
            String underline = run.special() && run.reply() ? "\u001b[4m" : "";
            return code.isEmpty() ? text : code + underline + text + PLAIN;
        }
        return run.reply() ? "[[" + text + "]]" : text;
    }

    String toJson() {
        ObjectNode root = new JsonMapper().createObjectNode();
        root.put("text", String.join("", runs.stream().map(Run::text).toList()));
        ArrayNode ids = root.putArray("ids");
        Arrays.stream(chat.ids()).forEach(ids::add);
        ArrayNode reply = root.putArray("reply");
        for (boolean each : chat.reply()) {
            reply.add(each);
        }
        ArrayNode shown = root.putArray("runs");
        for (Run run : runs) {
            shown.addObject()
                    .put("text", run.text())
                    .put("tokens", run.ids().length)
                    .put("special", run.special())
                    .put("reply", run.reply());
        }
        return root.toPrettyString() + System.lineSeparator();
    }
}
