package dev.murmur.jinja;

import java.io.ByteArrayOutputStream;

/// Puts a [Text] together, up to a length.
final class TextBuilder {
    private final StringBuilder string = new StringBuilder();
    private final ByteArrayOutputStream marks = new ByteArrayOutputStream();
    private final int limit;

    TextBuilder(int limit) {
        this.limit = limit;
    }

    static JinjaException tooLong(int limit) {
        return new JinjaException(
                "the template makes a text of more than " + limit + " characters");
    }

    TextBuilder add(Text text) {
        return add(text, 0, text.string().length());
    }

    TextBuilder add(Text text, int begin, int end) {
        grow(end - begin);
        string.append(text.string(), begin, end);
        for (int i = begin; i < end; i++) {
            marks.write(text.markAt(i));
        }
        return this;
    }

    /// Text of the template's.
    TextBuilder add(String own) {
        return add(own, (byte) 0);
    }

    TextBuilder add(String other, byte mark) {
        grow(other.length());
        string.append(other);
        for (int i = 0; i < other.length(); i++) {
            marks.write(mark);
        }
        return this;
    }

    TextBuilder repeat(String own, long times) {
        if (times > limit) {
            throw tooLong(limit);
        }
        for (long i = 0; i < times; i++) {
            add(own);
        }
        return this;
    }

    private void grow(int more) {
        if ((long) string.length() + more > limit) {
            throw tooLong(limit);
        }
    }

    Text toText() {
        return Text.of(string.toString(), marks.toByteArray());
    }
}
