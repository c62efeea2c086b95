package dev.murmur.text;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Reads the fields of a protobuf message one after the other, as much of the format as
/// SentencePiece's files need (protobuf.dev, "Encoding").
///
/// Every method throws a [TokenizerException] that names the file and the byte where the message is
/// not one.
final class ProtobufReader {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;

    private final String file;
    private final ByteBuffer data;
    private int field;
    private int wireType;

    /// @param file for messages
    ProtobufReader(String file, byte[] message) {
        this(file, ByteBuffer.wrap(message));
    }

    private ProtobufReader(String file, ByteBuffer data) {
        this.file = file;
        this.data = data.order(ByteOrder.LITTLE_ENDIAN);
    }

    /// Moves to the next field, whose value must then be read or skipped.
    boolean next() {
        if (!data.hasRemaining()) {
            return false;
        }
        long tag = varint();
        field = (int) (tag >>> 3);
        wireType = (int) (tag & 7);
        if (tag >>> 3 == 0 || tag >>> 3 > 0x1FFFFFFF) {
            throw broken("field number " + (tag >>> 3));
        }
        return true;
    }

    int field() {
        return field;
    }

    long number() {
        require(VARINT);
        return varint();
    }

    boolean flag() {
        return number() != 0;
    }

    float real() {
        require(FIXED32);
        return take(Float.BYTES).getFloat();
    }

    String text() {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes()).toString();
        } catch (CharacterCodingException e) {
            throw broken("text that is not UTF-8");
        }
    }

    ByteBuffer bytes() {
        require(BYTES);
        long length = varint();
        if (length < 0 || length > data.remaining()) {
            throw broken("a field of " + Long.toUnsignedString(length) + " bytes");
        }
        return take((int) length);
    }

    ProtobufReader message() {
        return new ProtobufReader(file, bytes());
    }

    void skip() {
        switch (wireType) {
            case VARINT -> varint();
            case FIXED64 -> take(Long.BYTES);
            case BYTES -> bytes();
            case FIXED32 -> take(Integer.BYTES);
            default -> throw broken("wire type " + wireType);
        }
    }

    private void require(int expected) {
        if (wireType != expected) {
            throw broken("wire type " + wireType + " for field " + field);
        }
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte next = take(1).get();
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw broken("a number of more than ten bytes");
    }

    private ByteBuffer take(int length) {
        if (length > data.remaining()) {
            throw broken("an end in the middle of a field");
        }
        ByteBuffer taken = data.slice(data.position(), length).order(ByteOrder.LITTLE_ENDIAN);
        data.position(data.position() + length);
        return taken;
    }

    private TokenizerException broken(String what) {
        return new TokenizerException(
                file
                        + " is no SentencePiece model: "
                        + what
                        + " near byte "
                        + (data.arrayOffset() + data.position())
                        + "; is the file complete, and not another tool's?");
    }
}
