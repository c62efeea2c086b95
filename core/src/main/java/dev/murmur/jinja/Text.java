package dev.murmur.jinja;

import java.util.Arrays;

/// A string whose every character knows where it came from. Equality is that of the characters.
///
/// Concatenating, slicing, stripping, splitting, joining, replacing, changing case, formatting and
/// writing as JSON keep the marks of each character; what a template makes from none of them
/// (numbers, its own literals) has no mark.
public final class Text implements Value {
    /// The mark of what a user or a model wrote, unlike the template's own text.
    public static final byte WRITTEN = 1;

    /// The mark of what stands inside `{% generation %}`.
    public static final byte GENERATED = 2;

    private static final byte[] UNIFORM = {};
    static final Text EMPTY = Text.of("");

    private final String string;
    private final byte mark; // of all characters, where marks is UNIFORM
    private final byte[] marks;

    private Text(String string, byte mark, byte[] marks) {
        this.string = string;
        this.mark = mark;
        this.marks = marks;
    }

    /// The template's own text.
    public static Text of(String string) {
        return of(string, (byte) 0);
    }

    /// What somebody else wrote.
    public static Text written(String string) {
        return of(string, WRITTEN);
    }

    static Text of(String string, byte mark) {
        return new Text(string, mark, UNIFORM);
    }

    /// @param marks one a `char`
    static Text of(String string, byte[] marks) {
        byte first = marks.length == 0 ? 0 : marks[0];
        for (byte each : marks) {
            if (each != first) {
                return new Text(string, (byte) 0, marks);
            }
        }
        return of(string, first);
    }

    public String string() {
        return string;
    }

    /// Whether the `char` at an index has a mark.
    public boolean is(byte wanted, int index) {
        return (markAt(index) & wanted) != 0;
    }

    byte markAt(int index) {
        return marks.length == 0 ? mark : marks[index];
    }

    boolean isUniform() {
        return marks.length == 0;
    }

    /// These `char`s with one more mark each.
    Text marked(byte more) {
        if (isUniform()) {
            return of(string, (byte) (mark | more));
        }
        byte[] all = marks.clone();
        for (int i = 0; i < all.length; i++) {
            all[i] |= more;
        }
        return of(string, all);
    }

    /// Another string of the same length in place of this one: each character keeps its mark.
    Text respelt(String other) {
        return new Text(other, mark, marks);
    }

    /// The part between two `char` indices.
    public Text part(int begin, int end) {
        if (begin == 0 && end == string.length()) {
            return this;
        }
        String cut = string.substring(begin, end);
        return isUniform() ? of(cut, mark) : of(cut, Arrays.copyOfRange(marks, begin, end));
    }

    /// In code points, as Python counts.
    @Override
    public int length() {
        return string.codePointCount(0, string.length());
    }

    /// The `char` index of a code point.
    int offset(int codePoint) {
        return string.offsetByCodePoints(0, codePoint);
    }

    @Override
    public long weight() {
        return 1L + string.length() / 16;
    }

    @Override
    public String type() {
        return "str";
    }

    @Override
    public boolean isTrue() {
        return !string.isEmpty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Text text && text.string.equals(string);
    }

    @Override
    public int hashCode() {
        return string.hashCode();
    }

    @Override
    public String toString() {
        return string;
    }
}
