package dev.murmur.model;

import static java.util.Map.entry;

import dev.murmur.pickle.PyValue;
import dev.murmur.pickle.PyValue.Call;
import dev.murmur.pickle.PyValue.Global;
import dev.murmur.pickle.PyValue.Int;
import dev.murmur.pickle.PyValue.Persistent;
import dev.murmur.pickle.PyValue.Text;
import dev.murmur.pickle.PyValue.Tuple;
import dev.murmur.tensor.Dtype;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What the calls in a pickle of `torch.save` mean: which part of which storage a tensor is.
/// Source: torch/_utils.py (`_rebuild_tensor_v2`, `_rebuild_parameter`).
///
/// @param storages the bytes of each by its key
record TorchTensors(Map<String, MemorySegment> storages) {
    private static final String TENSOR = "torch._utils._rebuild_tensor_v2";
    private static final Set<String> PARAMETERS =
            Set.of("torch._utils._rebuild_parameter", "torch._utils._rebuild_parameter_with_state");

    private static final Map<String, Dtype> STORAGES =
            Map.ofEntries(
                    entry("torch.DoubleStorage", Dtype.FLOAT64),
                    entry("torch.FloatStorage", Dtype.FLOAT32),
                    entry("torch.HalfStorage", Dtype.FLOAT16),
                    entry("torch.BFloat16Storage", Dtype.BFLOAT16),
                    entry("torch.LongStorage", Dtype.INT64),
                    entry("torch.IntStorage", Dtype.INT32),
                    entry("torch.ByteStorage", Dtype.UINT8),
                    entry("torch.storage.UntypedStorage", Dtype.UINT8),
                    entry("torch.BoolStorage", Dtype.BOOL));

    /// All that a pickle of weights may mention.
    static final Set<String> GLOBALS =
            Stream.of(Set.of(TENSOR), PARAMETERS, STORAGES.keySet())
                    .flatMap(Set::stream)
                    .collect(Collectors.toUnmodifiableSet());

    /// A storage, and what it is made of.
    private record Storage(Dtype dtype, MemorySegment bytes) {}

    /// @param where file and name, to begin a message with
    /// @throws CheckpointException if the value is no tensor, or one that its storage does not hold
    StoredTensor tensor(String where, PyValue value) {
        PyValue tensor =
                value instanceof Call(String f, List<PyValue> data)
                                && PARAMETERS.contains(f)
                                && !data.isEmpty()
                        ? data.getFirst()
                        : value;
        if (!(tensor instanceof Call(String function, List<PyValue> arguments))
                || !function.equals(TENSOR)
                || arguments.size() != 6
                || !(arguments.get(0) instanceof Persistent(PyValue id))
                || !(arguments.get(1) instanceof Int(long offset))
                || !(arguments.get(2) instanceof Tuple(List<PyValue> shape))
                || !(arguments.get(3) instanceof Tuple(List<PyValue> strides))) {
            throw new CheckpointException(
                    where
                            + " is "
                            + tensor.kind()
                            + ", expected a plain tensor; a file that keeps its weights beside"
                            + " other things must be saved again with the weights alone");
        }
        Storage storage = storage(where, id);
        long elements = storage.bytes().byteSize() / storage.dtype().bytes();
        if (offset < 0 || offset > elements) {
            throw new CheckpointException(
                    where + " begins at element " + offset + " of a storage of " + elements);
        }
        return StoredTensor.strided(
                where,
                storage.dtype(),
                numbers(where, shape),
                numbers(where, strides),
                storage.bytes().asSlice(offset * storage.dtype().bytes()));
    }

    private Storage storage(String where, PyValue id) {
        if (!(id instanceof Tuple(List<PyValue> parts))
                || parts.size() != 5
                || !(parts.get(0) instanceof Text(String kind))
                || !kind.equals("storage")
                || !(parts.get(1) instanceof Global(String type))
                || !(parts.get(2) instanceof Text(String key))
                || !(parts.get(4) instanceof Int(long elements))) {
            throw new CheckpointException(
                    where + " lies in " + id.kind() + ", expected the five parts of a storage");
        }
        Dtype dtype = STORAGES.get(type);
        MemorySegment bytes = storages.get(key);
        if (dtype == null || bytes == null) {
            throw new CheckpointException(
                    where
                            + " lies in storage '"
                            + key
                            + "' of "
                            + type
                            + ", which the file does not have");
        }
        if (bytes.byteSize() % dtype.bytes() != 0 || bytes.byteSize() / dtype.bytes() != elements) {
            throw new CheckpointException(
                    where
                            + " lies in storage '"
                            + key
                            + "', which should be "
                            + elements
                            + " elements of "
                            + dtype
                            + " and has "
                            + bytes.byteSize()
                            + " bytes");
        }
        return new Storage(dtype, bytes);
    }

    private static long[] numbers(String where, List<PyValue> tuple) {
        var numbers = new long[tuple.size()];
        for (int i = 0; i < numbers.length; i++) {
            if (!(tuple.get(i) instanceof Int(long number))) {
                throw new CheckpointException(
                        where + " has " + tuple.get(i).kind() + " as a size, expected an integer");
            }
            numbers[i] = number;
        }
        return numbers;
    }
}
