package dev.murmur.model;

import dev.murmur.tensor.Device;
import dev.murmur.tensor.Dtype;
import dev.murmur.tensor.Shapes;
import dev.murmur.tensor.TensorScope;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/// Owns the weights of one model, by their names in the checkpoint. Weights are taken from the
/// files (or made) when a model first asks for them, checked against the shape it expects, brought
/// to the device that was current when this object was made, and freed by [#close()].
public final class Parameters implements Weights, TrainedWeights, AutoCloseable {
    /// Standard deviation of new weights where nothing says another one, as in transformers.
    static final double INITIAL_STD = 0.02;

    private final String origin;
    private final @Nullable WeightFiles files;
    private final @Nullable Dtype dtype;
    private final boolean trainable;
    private final Device device;
    private final NewWeights made;
    private final @Nullable MasterWeights masters;
    private final Map<String, Tensor> weights = new LinkedHashMap<>();

    private Parameters(
            String origin,
            @Nullable WeightFiles files,
            @Nullable Dtype dtype,
            boolean trainable,
            Device device,
            NewWeights made) {
        this.origin = origin;
        this.files = files;
        this.dtype = dtype;
        this.trainable = trainable;
        this.device = device;
        this.made = made;
        boolean fewerBits = dtype != null && dtype.bytes() < Dtype.FLOAT32.bytes();
        this.masters = trainable && fewerBits ? new MasterWeights() : null;
    }

    /// Weights for inference: mapped from the files without a copy where the device is the CPU and
    /// the dtype the file's, else copied.
    public static Parameters frozen(Path folder, Dtype dtype) {
        return frozen(folder, dtype, 0);
    }

    /// The same with weights that the checkpoint does not have and the model may make.
    ///
    /// @param seed of those
    static Parameters frozen(Path folder, Dtype dtype, long seed) {
        return new Parameters(
                folder.toString(),
                WeightFiles.open(folder),
                dtype,
                false,
                Device.current(),
                NewWeights.normal(seed, INITIAL_STD));
    }

    /// Weights as they lie in the files, each in its own dtype and none of it read: enough to see
    /// that all are there and in shape.
    static Parameters mapped(Path folder) {
        return new Parameters(
                folder.toString(),
                WeightFiles.open(folder),
                null,
                false,
                Device.CPU,
                NewWeights.normal(0, INITIAL_STD));
    }

    /// Weights for training: own copies that require gradients, with float32 masters where they
    /// have fewer bits.
    ///
    /// @param seed of weights that the checkpoint does not have and the model may make
    ///   ([#getOrMake])
    public static Parameters trainable(Path folder, Dtype dtype, long seed) {
        return new Parameters(
                folder.toString(),
                WeightFiles.open(folder),
                dtype,
                true,
                Device.current(),
                NewWeights.normal(seed, INITIAL_STD));
    }

    /// New float32 weights: ones for norms, zeros for biases, else normal, keyed by seed and name.
    ///
    /// @param initialStd standard deviation, `> 0`
    public static Parameters random(long seed, double initialStd) {
        return made("new weights", true, NewWeights.normal(seed, initialStd));
    }

    /// Float32 weights from elsewhere than a model folder.
    ///
    /// @param origin for messages
    static Parameters made(String origin, boolean trainable, NewWeights made) {
        return new Parameters(origin, null, Dtype.FLOAT32, trainable, Device.current(), made);
    }

    @Override
    public Tensor get(String name, long... shape) {
        Tensor known = weights.get(name);
        if (known != null) {
            return known;
        }
        try (var _ = new TensorScope()) {
            Tensor weight = files == null ? fresh(name, shape) : load(files, name, shape);
            return own(name, weight);
        }
    }

    /// The weight of a name, made new where the checkpoint has none: the scalar head of a reward
    /// model that starts from a language model.
    public Tensor getOrMake(String name, long... shape) {
        if (has(name)) {
            return get(name, shape);
        }
        try (var _ = new TensorScope()) {
            return own(name, fresh(name, shape));
        }
    }

    /// Whether the checkpoint has a weight, or one was made.
    public boolean has(String name) {
        return weights.containsKey(name) || files == null || files.has(name);
    }

    /// Where the weights come from, for messages.
    String origin() {
        return origin;
    }

    /// The shape of a weight that the checkpoint has; nothing of it is read.
    long[] shape(String name) {
        if (files == null) {
            throw new IllegalStateException(origin + " has no shapes of its own");
        }
        try (var _ = new TensorScope()) {
            return Shapes.of(files.tensor(name));
        }
    }

    /// The dtype that a weight has in its file; of a new one the dtype of the first in the file.
    Dtype stored(String name) {
        WeightFiles from = files;
        if (from == null) {
            return Dtype.FLOAT32;
        }
        try (var _ = new TensorScope()) {
            return Dtype.of(
                    from.tensor(from.has(name) ? name : weights.keySet().iterator().next()));
        }
    }

    /// The weights in use so far, in the order in which the model asked for them.
    public Map<String, Tensor> all() {
        return Collections.unmodifiableMap(weights);
    }

    /// What an optimiser moves and what is saved: the float32 masters of weights in fewer bits,
    /// else the weights themselves.
    @Override
    public Map<String, Tensor> masters() {
        return masters == null ? all() : masters.all();
    }

    /// A weight as the files have it, whatever it was converted to for computing; one that training
    /// changes as it is now.
    Tensor exact(String name) {
        Tensor weight = Objects.requireNonNull(masters().get(name));
        return files == null || trainable || !files.has(name) ? weight : files.tensor(name);
    }

    /// Moves the gradients that a backward pass left to [#masters()], where they add up.
    @Override
    public void collectGradients() {
        if (masters != null) {
            masters.collect(weights);
        }
    }

    /// Lets the model compute with what [#masters()] have become.
    @Override
    public void publish() {
        if (masters != null) {
            masters.publish(weights);
        }
    }

    /// Takes a weight from elsewhere.
    ///
    /// @param weight owned by nobody else
    Tensor adopt(String name, Tensor weight) {
        return own(name, weight);
    }

    /// Copies tensors of a safetensors file into existing ones of the same names and shapes.
    ///
    /// @throws CheckpointException if one is missing or has another shape
    public static void copyFile(Path file, Map<String, Tensor> into) {
        try (Arena arena = Arena.ofShared();
                var _ = new TensorScope()) {
            WeightFile stored = WeightFile.open(file, arena);
            into.forEach((name, tensor) -> {
                Tensor from = stored.tensor(name);
                if (!Arrays.equals(Shapes.of(from), Shapes.of(tensor))) {
                    throw new CheckpointException(
                            file
                                    + ": '"
                                    + name
                                    + "' has shape "
                                    + Arrays.toString(Shapes.of(from))
                                    + ", expected "
                                    + Arrays.toString(Shapes.of(tensor)));
                }
                tensor.copy_(from);
            });
        }
    }

    /// Numbers in all weights in use so far.
    public long count() {
        return weights.values().stream().mapToLong(Tensor::numel).sum();
    }

    private Tensor own(String name, Tensor exact) {
        Tensor weight = exact;
        if (masters != null) {
            masters.add(name, exact);
            weight = exact.to(Objects.requireNonNull(dtype).scalarType());
        }
        if (trainable) {
            weight.set_requires_grad(true);
        }
        weight.retainReference();
        weights.put(name, weight);
        return weight;
    }

    private Tensor load(WeightFiles from, String name, long[] shape) {
        Tensor stored = from.tensor(name);
        if (!Arrays.equals(Shapes.of(stored), shape)) {
            throw new CheckpointException(
                    origin
                            + ": '"
                            + name
                            + "' has shape "
                            + Arrays.toString(Shapes.of(stored))
                            + ", config.json expects "
                            + Arrays.toString(shape));
        }
        if (!stored.is_floating_point()) {
            throw new CheckpointException(
                    origin
                            + ": '"
                            + name
                            + "' has dtype "
                            + Dtype.of(stored)
                            + ", expected a floating-point one; quantised checkpoints are not read");
        }
        if (dtype == null) {
            return stored;
        }
        if (!trainable) {
            return device.take(stored, dtype.scalarType()).contiguous();
        }
        Tensor copy =
                stored.to(
                        device.libtorch(),
                        loadedAs(dtype).scalarType(),
                        false,
                        true,
                        new MemoryFormatOptional(torch.MemoryFormat.Contiguous));
        from.unload(name);
        return copy;
    }

    private Tensor fresh(String name, long[] shape) {
        Tensor weight = made.make(name, shape);
        return dtype == null ? weight : device.take(weight, loadedAs(dtype).scalarType());
    }

    /// Weights with masters are loaded as these.
    private Dtype loadedAs(Dtype used) {
        return masters == null ? used : Dtype.FLOAT32;
    }

    @Override
    public void close() {
        weights.values().forEach(Tensor::releaseReference);
        weights.clear();
        if (masters != null) {
            masters.close();
        }
        if (files != null) {
            files.close();
        }
    }
}
