package dev.murmur.text;

import java.util.Arrays;
import java.util.BitSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// Grows a [RenderedChat] piece by piece. Used by templates.
///
/// Neighbouring texts become tokens as one text, so that the ids are those of the whole rendered
/// conversation with just the template's own markers in it: a marker's name inside a text is text.
/// Only between what the assistant wrote and what it did not is there always a border of tokens.
final class TokenList {
    private static final Pattern LEADING =
            Pattern.compile("^\\s+", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern TRAILING =
            Pattern.compile("\\s+$", Pattern.UNICODE_CHARACTER_CLASS);

    private final Tokenizer tokenizer;
    private final IntStream.Builder ids = IntStream.builder();
    private final BitSet reply = new BitSet();
    private final StringBuilder text = new StringBuilder();
    private boolean textIsAssistants;
    private boolean stripNext;
    private Before before = Before.NOTHING;
    private int size;

    TokenList(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    /// Appends text that joins the text before it, if there is any.
    TokenList text(boolean assistants, String more) {
        if (assistants != textIsAssistants) {
            flush();
            textIsAssistants = assistants;
        }
        String kept = stripNext ? LEADING.matcher(more).replaceFirst("") : more;
        stripNext &= kept.isEmpty();
        text.append(kept);
        return this;
    }

    /// Appends a special token, which takes the white space beside it that its flags say.
    TokenList special(boolean assistants, int id) {
        if (tokenizer.takesSpaceBefore(id)) {
            String kept = TRAILING.matcher(text).replaceFirst("");
            text.setLength(kept.length());
        }
        add(assistants, id);
        before = Before.SPECIAL;
        stripNext = tokenizer.takesSpaceAfter(id);
        return this;
    }

    /// Appends ids as they are, all of them the assistant's or none.
    TokenList add(boolean assistants, int... more) {
        flush();
        append(assistants, more);
        return this;
    }

    RenderedChat toChat() {
        flush();
        var mask = new boolean[size];
        reply.stream().forEach(i -> mask[i] = true);
        return new RenderedChat(ids.build().toArray(), mask);
    }

    private void flush() {
        if (!text.isEmpty()) {
            append(textIsAssistants, tokenizer.encode(text.toString(), before));
            text.setLength(0);
        }
    }

    private void append(boolean assistants, int... more) {
        if (more.length > 0) {
            Arrays.stream(more).forEach(ids::add);
            reply.set(size, size + more.length, assistants);
            size += more.length;
            before = Before.TEXT;
            stripNext = false;
        }
    }
}
