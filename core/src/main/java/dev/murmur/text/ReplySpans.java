package dev.murmur.text;

import dev.murmur.jinja.Text;
import java.util.BitSet;
import java.util.List;

/// Which characters of a rendered conversation are the assistant's.
final class ReplySpans {
    private static final int SHOWN = 60;

    private ReplySpans() {}

    /// What stands in the template's `{% generation %}` blocks. A blank right before a block
    /// belongs to the block's first word, as tokenizers write it.
    static BitSet generated(TemplateText whole) {
        Text text = whole.text();
        String string = whole.string();
        var reply = new BitSet();
        for (int i = 0; i < string.length(); i++) {
            if (text.is(Text.GENERATED, i)) {
                boolean blank = i > 0 && !reply.get(i - 1) && string.charAt(i - 1) == ' ';
                reply.set(blank ? i - 1 : i, i + 1);
            }
        }
        return reply;
    }

    /// What each assistant's turn adds to the prompt before it, up to the special token that closes
    /// it.
    ///
    /// @param strict whether a turn that later turns rewrite is an error, or else left unmarked
    /// @throws IllegalArgumentException if it is
    static BitSet byTurns(
            Conversations conversations,
            List<ChatMessage> messages,
            TemplateText whole,
            boolean strict) {
        var reply = new BitSet();
        for (int i = 0; i < messages.size(); i++) {
            if (messages.get(i).isAssistant()) {
                String before = conversations.render(messages.subList(0, i), true).string();
                TemplateText with = conversations.render(messages.subList(0, i + 1), false);
                String kept = commonBegin(with.string(), whole.string());
                boolean same = kept.length() == with.string().length();
                if (same && with.string().startsWith(before)) {
                    reply.set(before.length(), end(with, before.length()));
                } else if (strict) {
                    throw same
                            ? notAfterItsPrompt(conversations.name(), i, before, with.string())
                            : rewritten(conversations.name(), i, with.string(), whole.string());
                }
            }
        }
        return reply;
    }

    /// The end of the special token that closes a turn, or of what was written if there is none.
    private static int end(TemplateText turn, int begin) {
        int length = turn.string().length();
        int written = turn.writtenUntil(begin, length);
        return turn.special(written, length).map(TemplateText.Special::end).orElse(written);
    }

    private static String commonBegin(String a, String b) {
        int length = Math.min(a.length(), b.length());
        int i = 0;
        while (i < length && a.charAt(i) == b.charAt(i)) {
            i++;
        }
        return a.substring(0, i);
    }

    private static IllegalArgumentException rewritten(
            String name, int turn, String then, String now) {
        return new IllegalArgumentException(
                "the template "
                        + name
                        + " rewrites message "
                        + (turn + 1)
                        + " when others follow ("
                        + difference(then, now)
                        + "), so the assistant's tokens cannot be told; use conversations with one"
                        + " reply, at their end, or a template with {% generation %}");
    }

    private static IllegalArgumentException notAfterItsPrompt(
            String name, int turn, String prompt, String with) {
        return new IllegalArgumentException(
                "the template "
                        + name
                        + " renders message "
                        + (turn + 1)
                        + " otherwise than after the prompt that asks for it ("
                        + difference(prompt, with)
                        + "), so the assistant's tokens cannot be told; use a template with"
                        + " {% generation %}");
    }

    private static String difference(String then, String now) {
        int at = commonBegin(then, now).length();
        return "'" + shown(then, at) + "' becomes '" + shown(now, at) + "'";
    }

    private static String shown(String text, int at) {
        int end = Math.min(text.length(), at + SHOWN);
        return text.substring(at, end).replace("\n", "\\n") + (end < text.length() ? ".." : "");
    }
}
