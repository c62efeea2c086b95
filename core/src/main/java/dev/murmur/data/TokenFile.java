package dev.murmur.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Token groups on disk, read as they are asked for: of each the heap holds eight bytes, so that a
/// run takes as much memory for a hundred thousand as for one.
///
/// The file belongs to this object and is gone with it, on most systems even when the process is
/// killed. It is read, not mapped: pages of a mapped file count as the process's memory. Reading is
/// safe from many threads.
public final class TokenFile implements AutoCloseable {
    private static final int INT = Integer.BYTES;

    private final FileChannel channel;

    /// Where each group begins, and the last ends.
    private long[] starts = new long[1024];

    private int size;

    private TokenFile(FileChannel channel) {
        this.channel = channel;
    }

    /// An empty one.
    ///
    /// @param folder on a disk with room for four bytes a token; made if it is not there
    public static TokenFile create(Path folder) {
        try {
            Files.createDirectories(folder);
            Path file = Files.createTempFile(folder, "tokens-", ".tmp");
            return new TokenFile(
                    FileChannel.open(
                            file,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.DELETE_ON_CLOSE));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep tokens in " + folder, e);
        }
    }

    /// Appends a group. Not while others read.
    public void add(TokenGroup group) {
        if (size + 1 == starts.length) {
            starts = Arrays.copyOf(starts, 2 * starts.length);
        }
        ByteBuffer bytes = bytes(group);
        long start = starts[size];
        starts[size + 1] = start + bytes.remaining();
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes, starts[size + 1] - bytes.remaining());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot keep tokens: " + e.getMessage() + " (is the disk full?)", e);
        }
        size++;
    }

    /// The groups, in the order in which they were added: a view, for as long as this is open.
    public List<TokenGroup> groups() {
        return new LazyList<>(size, this::get);
    }

    private TokenGroup get(int index) {
        var bytes = ByteBuffer.allocate(Math.toIntExact(starts[index + 1] - starts[index]));
        try {
            while (bytes.hasRemaining()) {
                if (channel.read(bytes, starts[index] + bytes.position()) < 0) {
                    throw new IOException("the file of tokens ends before group " + index);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return group(bytes.flip());
    }

    /// The id, the prompt, how many replies there are, and these; before each its length. A token
    /// of a reply that does not count is written as its complement, which is negative.
    private static ByteBuffer bytes(TokenGroup group) {
        String id = group.id();
        int lengths = 3 + group.replies().size();
        var bytes =
                ByteBuffer.allocate(
                        INT * (lengths + group.tokens()) + Character.BYTES * id.length());
        bytes.putInt(id.length());
        id.chars().forEach(c -> bytes.putChar((char) c));
        bytes.putInt(group.prompt().length);
        for (int token : group.prompt()) {
            bytes.putInt(token);
        }
        bytes.putInt(group.replies().size());
        for (TokenReply reply : group.replies()) {
            bytes.putInt(reply.ids().length);
            for (int i = 0; i < reply.ids().length; i++) {
                int token = reply.ids()[i];
                bytes.putInt(reply.counts()[i] ? token : ~token);
            }
        }
        return bytes.flip();
    }

    private static TokenGroup group(ByteBuffer bytes) {
        var id = new char[bytes.getInt()];
        for (int i = 0; i < id.length; i++) {
            id[i] = bytes.getChar();
        }
        var prompt = new int[bytes.getInt()];
        for (int i = 0; i < prompt.length; i++) {
            prompt[i] = bytes.getInt();
        }
        int replies = bytes.getInt();
        var read = new ArrayList<TokenReply>();
        for (int r = 0; r < replies; r++) {
            read.add(reply(bytes));
        }
        return new TokenGroup(new String(id), prompt, read);
    }

    private static TokenReply reply(ByteBuffer bytes) {
        var ids = new int[bytes.getInt()];
        var counts = new boolean[ids.length];
        for (int i = 0; i < ids.length; i++) {
            int token = bytes.getInt();
            counts[i] = token >= 0;
            ids[i] = counts[i] ? token : ~token;
        }
        return new TokenReply(ids, counts);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close the file of tokens", e);
        }
    }
}
