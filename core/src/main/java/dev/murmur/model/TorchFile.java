package dev.murmur.model;

import dev.murmur.pickle.PickleException;
import dev.murmur.pickle.PickleMachine;
import dev.murmur.pickle.PyValue;
import dev.murmur.pickle.PyValue.Dict;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `pytorch_model.bin` and other files of `torch.save` since PyTorch 1.6: a zip of one pickle,
/// `data.pkl`, and one entry of raw bytes for each storage, `data/0` and on. Tensors share the
/// pages of the mapped file. Nothing in the file can run, see [PickleMachine].
///
/// Source of the format: torch/serialization.py (`_save`, `_load`).
final class TorchFile {
    private static final String PICKLE = "/data.pkl";

    /// How every file of the format before 1.6 begins: a pickle of a magic number.
    private static final byte[] LEGACY = {(byte) 0x80, 2, (byte) 0x8a, 10, 0x6c, (byte) 0xfc};

    private static final MemorySegment LITTLE =
            MemorySegment.ofArray("little".getBytes(StandardCharsets.US_ASCII));

    private TorchFile() {}

    /// The tensors of a mapped file by their names.
    ///
    /// @param file for messages
    /// @throws CheckpointException if the file is broken, holds anything but tensors in a dict, or
    ///   asks for code
    static Map<String, StoredTensor> tensors(String file, MemorySegment bytes) {
        requireZip(file, bytes);
        Map<String, MemorySegment> entries = StoredZip.entries(file, bytes);
        List<Map.Entry<String, MemorySegment>> pickles =
                entries.entrySet().stream().filter(e -> e.getKey().endsWith(PICKLE)).toList();
        if (pickles.size() != 1) {
            throw new CheckpointException(
                    file + " has " + pickles.size() + " entries 'data.pkl', expected 1");
        }
        Map.Entry<String, MemorySegment> pickle = pickles.getFirst();
        String root = pickle.getKey().substring(0, pickle.getKey().length() - PICKLE.length());
        requireLittleEndian(file, entries.get(root + "/byteorder"));
        var storages = new LinkedHashMap<String, MemorySegment>();
        String data = root + "/data/";
        entries.forEach((name, entry) -> {
            if (name.startsWith(data)) {
                storages.put(name.substring(data.length()), entry);
            }
        });
        return tensors(file, pickle.getValue(), storages);
    }

    private static Map<String, StoredTensor> tensors(
            String file, MemorySegment pickle, Map<String, MemorySegment> storages) {
        if (pickle.byteSize() > PickleMachine.MAX_LENGTH) {
            throw new CheckpointException(
                    file
                            + " has a data.pkl of "
                            + pickle.byteSize()
                            + " bytes, at most "
                            + PickleMachine.MAX_LENGTH
                            + " are read; are the tensors in it rather than beside it?");
        }
        PyValue root;
        try {
            root = PickleMachine.read(pickle.toArray(ValueLayout.JAVA_BYTE), TorchTensors.GLOBALS);
        } catch (PickleException e) {
            throw new CheckpointException(file + " " + e.getMessage(), e);
        }
        if (!(root instanceof Dict(LinkedHashMap<String, PyValue> entries))) {
            throw new CheckpointException(
                    file + " holds " + root.kind() + ", expected a dict of tensors");
        }
        var reader = new TorchTensors(storages);
        var tensors = new LinkedHashMap<String, StoredTensor>();
        entries.forEach((name, value) ->
                tensors.put(name, reader.tensor(file + ": '" + name + "'", value)));
        return tensors;
    }

    private static void requireZip(String file, MemorySegment bytes) {
        MemorySegment start = bytes.asSlice(0, Math.min(LEGACY.length, bytes.byteSize()));
        if (start.mismatch(MemorySegment.ofArray(LEGACY)) == -1) {
            throw new CheckpointException(
                    file
                            + " is in the format of PyTorch before 1.6, which is not read; with a"
                            + " PyTorch of today: torch.save(torch.load(f, weights_only=True), f)");
        }
    }

    private static void requireLittleEndian(String file, @Nullable MemorySegment mark) {
        if (mark != null && mark.mismatch(LITTLE) != -1) {
            throw new CheckpointException(
                    file
                            + " has a byteorder other than 'little'; load it with PyTorch and save"
                            + " it again as safetensors");
        }
    }
}
