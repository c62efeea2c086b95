package dev.murmur.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.murmur.tensor.Dtype;
import dev.murmur.tensor.Shapes;
import dev.murmur.tensor.TensorScope;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.function.BiFunction;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/// Writes tensors as one safetensors file, in the order given, each in its own dtype.
public final class SafetensorsWriter {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PIECE = 1 << 26;

    private SafetensorsWriter() {}

    /// @throws IOException if the disk refuses; the caller writes into a temporary place
    public static void write(Path file, Map<String, Tensor> tensors) throws IOException {
        write(file, tensors, (_, tensor) -> Dtype.of(tensor), (_, tensor) -> tensor);
    }

    /// The same in other dtypes and with other values, made one by one as they are written.
    ///
    /// @param dtypes what a name's tensor is written as
    /// @param values what is written in its place, of the same shape
    static void write(
            Path file,
            Map<String, Tensor> tensors,
            BiFunction<String, Tensor, Dtype> dtypes,
            BiFunction<String, Tensor, Tensor> values)
            throws IOException {
        ObjectNode header = JSON.createObjectNode();
        header.putObject("__metadata__").put("format", "pt");
        long offset = 0;
        for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
            Dtype dtype = dtypes.apply(entry.getKey(), entry.getValue());
            long end = offset + entry.getValue().numel() * dtype.bytes();
            ObjectNode node = header.putObject(entry.getKey());
            node.put("dtype", dtype.safetensors());
            var shape = node.putArray("shape");
            for (long size : Shapes.of(entry.getValue())) {
                shape.add(size);
            }
            node.putArray("data_offsets").add(offset).add(end);
            offset = end;
        }
        try (FileChannel channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            writeFully(channel, header(header));
            for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
                try (var _ = new TensorScope();
                        var _ = new NoGradGuard()) {
                    Tensor value = values.apply(entry.getKey(), entry.getValue());
                    writeData(
                            channel,
                            value.to(dtypes.apply(entry.getKey(), entry.getValue()).scalarType()));
                }
            }
        }
    }

    /// Length and JSON, padded with spaces so that the data begins at a multiple of 8.
    private static ByteBuffer header(ObjectNode header) throws IOException {
        byte[] json = JSON.writeValueAsBytes(header);
        int padded = (json.length + 7) / 8 * 8;
        ByteBuffer buffer =
                ByteBuffer.allocate(8 + padded)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(padded)
                        .put(json);
        buffer.put(" ".repeat(padded - json.length).getBytes(StandardCharsets.US_ASCII));
        return buffer.flip();
    }

    @SuppressWarnings("restricted") // The only way to see a tensor's bytes without a copy.
    private static void writeData(FileChannel channel, Tensor tensor) throws IOException {
        try (var _ = new TensorScope()) {
            Tensor flat = tensor.detach().cpu().contiguous();
            long bytes = flat.nbytes();
            MemorySegment segment =
                    MemorySegment.ofAddress(flat.data_ptr().address()).reinterpret(bytes);
            for (long at = 0; at < bytes; at += PIECE) {
                writeFully(
                        channel, segment.asSlice(at, Math.min(PIECE, bytes - at)).asByteBuffer());
            }
        }
    }

    private static void writeFully(FileChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }
}
