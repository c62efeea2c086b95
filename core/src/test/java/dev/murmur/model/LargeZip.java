package dev.murmur.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Writes a sparse file of `torch.save` whose one storage needs the 64-bit fields of zip.
final class LargeZip {
    /// The last four bytes of the storage; the rest is a hole.
    static final int LAST = 0x01020304;

    private static final String STORAGE = "archive/data/0";
    private static final String PICKLE = "archive/data.pkl";

    private LargeZip() {}

    static void write(Path file, long storage, byte[] pickle) throws IOException {
        ByteBuffer first = local(STORAGE, -1);
        long hole = first.remaining();
        long second = hole + storage;
        ByteBuffer rest = ByteBuffer.allocate(1024 + pickle.length).order(ByteOrder.LITTLE_ENDIAN);
        rest.put(local(PICKLE, pickle.length)).put(pickle);
        long directory = second + rest.position();
        record(rest, STORAGE, storage, 0);
        record(rest, PICKLE, pickle.length, second);
        long size = second + rest.position() - directory;
        long end = directory + size;
        rest.putInt(0x06064b50).putLong(44).putInt(0).putLong(0).putLong(2).putLong(2);
        rest.putLong(size).putLong(directory);
        rest.putInt(0x07064b50).putInt(0).putLong(end).putInt(1);
        rest.putInt(0x06054b50).putLong(-1).putLong(-1).putShort((short) 0);
        try (FileChannel channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.SPARSE)) {
            channel.write(first, 0);
            channel.write(
                    ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(LAST).flip(),
                    second - 4);
            channel.write(rest.flip(), second);
        }
    }

    private static ByteBuffer local(String name, int size) {
        return ByteBuffer.allocate(30 + name.length())
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0x04034b50)
                .position(18)
                .putInt(size)
                .putInt(size)
                .putShort((short) name.length())
                .putShort((short) 0)
                .put(name.getBytes(StandardCharsets.US_ASCII))
                .flip();
    }

    /// A record whose sizes and place are all in the 64-bit extra field.
    private static void record(ByteBuffer out, String name, long size, long place) {
        out.putInt(0x02014b50).putLong(0).putLong(0).putInt(-1).putInt(-1);
        out.putShort((short) name.length()).putShort((short) 28).putShort((short) 0);
        out.putShort((short) 0).putShort((short) 0).putInt(0).putInt(-1);
        out.put(name.getBytes(StandardCharsets.US_ASCII));
        out.putShort((short) 1).putShort((short) 24).putLong(size).putLong(size).putLong(place);
    }
}
