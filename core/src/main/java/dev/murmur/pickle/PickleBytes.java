package dev.murmur.pickle;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/// The arguments of opcodes, in the order in which they lie in a pickle.
final class PickleBytes {
    private static final int MAX_TEXT = 4096;
    private static final Pattern NAME = Pattern.compile("[\\w.]{1,200}");

    private final ByteBuffer bytes;

    PickleBytes(byte[] pickle) {
        this.bytes = ByteBuffer.wrap(pickle).order(ByteOrder.LITTLE_ENDIAN);
    }

    int position() {
        return bytes.position();
    }

    int u8() {
        return Byte.toUnsignedInt(require(1).get());
    }

    int u16() {
        return Short.toUnsignedInt(require(2).getShort());
    }

    int i32() {
        return require(4).getInt();
    }

    long u32() {
        return Integer.toUnsignedLong(require(4).getInt());
    }

    double bigEndianDouble() {
        return Double.longBitsToDouble(Long.reverseBytes(require(8).getLong()));
    }

    /// A two's complement integer of up to 8 bytes, least significant first.
    long longOf(int length) {
        if (length > 8) {
            throw new PickleException(
                    "has an integer of " + length + " bytes, more than any size or offset needs");
        }
        require(length);
        long value = 0;
        for (int i = 0; i < length; i++) {
            value |= (long) u8() << (8 * i);
        }
        int unused = 64 - 8 * length;
        return length == 0 ? 0 : value << unused >> unused;
    }

    String text(long length) {
        if (length > MAX_TEXT) {
            throw new PickleException(
                    "has a text of " + length + " bytes, more than any name needs");
        }
        var text = new byte[(int) length];
        require(text.length).get(text);
        return new String(text, StandardCharsets.UTF_8);
    }

    /// Text up to the end of the line: a part of a function's name.
    String line() {
        var line = new StringBuilder();
        for (int c = u8(); c != '\n'; c = u8()) {
            line.append((char) c);
        }
        if (!NAME.matcher(line).matches()) {
            throw new PickleException(
                    "asks for something whose name, of "
                            + line.length()
                            + " characters, is none in Python; refused");
        }
        return line.toString();
    }

    private ByteBuffer require(int count) {
        if (bytes.remaining() < count) {
            throw new PickleException(
                    "has a broken pickle: it ends at byte " + bytes.limit() + " inside a value");
        }
        return bytes;
    }
}
