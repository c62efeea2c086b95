package dev.murmur.model;

import dev.murmur.pickle.PickleCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Writes files in the layout of `torch.save`, whole or broken.
final class TorchFiles {
    private TorchFiles() {}

    /// A zip of stored entries.
    static byte[] zip(Map<String, byte[]> entries) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> content : entries.entrySet()) {
                var entry = new ZipEntry(content.getKey());
                var crc = new CRC32();
                crc.update(content.getValue());
                entry.setMethod(ZipEntry.STORED);
                entry.setSize(content.getValue().length);
                entry.setCrc(crc.getValue());
                zip.putNextEntry(entry);
                zip.write(content.getValue());
            }
        }
        return bytes.toByteArray();
    }

    /// A file of one pickle and one storage, `data/0`.
    static Path write(Path file, byte[] pickle, byte[] storage) throws IOException {
        var entries = new LinkedHashMap<String, byte[]>();
        entries.put("archive/data.pkl", pickle);
        entries.put("archive/byteorder", "little".getBytes(StandardCharsets.US_ASCII));
        entries.put("archive/data/0", storage);
        return Files.write(file, zip(entries));
    }

    /// A dict with the one tensor `w` in storage `0`.
    static byte[] pickle(
            String storage, long elements, long offset, long[] shape, long... strides) {
        PickleCode code = new PickleCode().dict().text("w");
        tensor(code, storage, elements, offset, shape, strides);
        return code.op('s').stop();
    }

    /// A call of `_rebuild_tensor_v2` over storage `0`.
    static PickleCode tensor(
            PickleCode code,
            String storage,
            long elements,
            long offset,
            long[] shape,
            long... strides) {
        return code.global("torch._utils", "_rebuild_tensor_v2")
                .mark()
                .mark()
                .text("storage")
                .global("torch", storage)
                .text("0")
                .text("cpu")
                .integer(elements)
                .tuple()
                .op('Q')
                .integer(offset)
                .integers(shape)
                .integers(strides)
                .op(0x89)
                .global("collections", "OrderedDict")
                .op(')', 'R')
                .tuple()
                .op('R');
    }
}
