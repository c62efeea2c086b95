package dev.murmur.tensor;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// What operations run on, by libtorch's name for it: `cpu`, `cuda`, `cuda:1`.
///
/// The weights decide. A model that is opened within [#call] has its weights on that device, else
/// on the CPU; what goes into a model is brought to them, constants are made where the tensor is
/// that they meet, and what leaves as numbers is copied from wherever it is ([Tensors]).
public record Device(String name) {
    public static final Device CPU = new Device("cpu");

    private static final ScopedValue<Device> CURRENT = ScopedValue.newInstance();
    private static final Pattern CUDA = Pattern.compile("cuda(?::(\\d{1,3}))?");

    /// The device that a user means.
    ///
    /// @param choice `cpu`, `cuda`, `cuda:N`, or `auto`: a GPU where there is one that can be used
    /// @throws IllegalArgumentException if there is no such device, saying what is there
    public static Device choose(String choice) {
        return choose(choice, Gpus.here());
    }

    static Device choose(String choice, Gpus gpus) {
        Matcher card = CUDA.matcher(choice);
        if (card.matches()) {
            gpus.require(choice, card.group(1) == null ? 0 : Integer.parseInt(card.group(1)));
            return new Device(choice);
        }
        return switch (choice) {
            case "auto" -> gpus.cards() > 0 ? new Device("cuda") : CPU;
            case "cpu" -> CPU;
            default ->
                    throw new IllegalArgumentException(
                            "device is '" + choice + "', must be auto, cpu, cuda or cuda:N");
        };
    }

    /// Where a tensor is.
    public static Device of(Tensor tensor) {
        try (var _ = new TensorScope()) {
            return new Device(tensor.device().str().getString());
        }
    }

    /// Where models that are opened now have their weights.
    public static Device current() {
        return CURRENT.orElse(CPU);
    }

    /// Does work whose models are opened on this device; they have to be opened on this thread.
    public <T, X extends Throwable> T call(ScopedValue.CallableOp<T, X> work) throws X {
        return ScopedValue.where(CURRENT, this).call(work);
    }

    /// A tensor here and of a type: itself if it is both.
    public Tensor take(Tensor tensor, ScalarType type) {
        return tensor.to(libtorch(), type);
    }

    /// The same in libtorch's terms.
    public org.bytedeco.pytorch.Device libtorch() {
        return new org.bytedeco.pytorch.Device(name);
    }

    @Override
    public String toString() {
        return name;
    }
}
