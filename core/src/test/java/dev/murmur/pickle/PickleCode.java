package dev.murmur.pickle;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Writes pickles opcode by opcode, also such as no Python would write.
public final class PickleCode {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /// Begins as `torch.save` does, with protocol 2.
    public PickleCode() {
        op(0x80, 2);
    }

    /// An opcode and its bytes, as they are.
    public PickleCode op(int... bytes) {
        for (int b : bytes) {
            out.write(b);
        }
        return this;
    }

    public PickleCode mark() {
        return op('(');
    }

    public PickleCode tuple() {
        return op('t');
    }

    public PickleCode dict() {
        return op('}');
    }

    public PickleCode global(String module, String name) {
        op('c');
        out.writeBytes((module + "\n" + name + "\n").getBytes(StandardCharsets.UTF_8));
        return this;
    }

    public PickleCode text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        op('X');
        out.writeBytes(little(Integer.BYTES).putInt(utf8.length).array());
        out.writeBytes(utf8);
        return this;
    }

    /// As LONG1 of 8 bytes.
    public PickleCode integer(long value) {
        op(0x8a, Long.BYTES);
        out.writeBytes(little(Long.BYTES).putLong(value).array());
        return this;
    }

    /// A tuple of integers.
    public PickleCode integers(long... values) {
        mark();
        for (long value : values) {
            integer(value);
        }
        return tuple();
    }

    /// An int32 argument.
    public PickleCode i32(int value) {
        out.writeBytes(little(Integer.BYTES).putInt(value).array());
        return this;
    }

    /// Ends the pickle.
    public byte[] stop() {
        return op('.').out.toByteArray();
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
