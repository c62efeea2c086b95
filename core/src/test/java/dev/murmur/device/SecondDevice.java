package dev.murmur.device;

import dev.murmur.tensor.Device;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import org.bytedeco.pytorch.global.torch;

/// A device beside the CPU that every machine has: libtorch's lazy one. Its tensors are no more on
/// the CPU than those of a GPU, and its operators refuse to be given both; what they compute can be
/// read, and is the CPU's.
///
/// The `meta` device would see less: it has no kernel for look-ups in an embedding, and multiplies,
/// gathers and joins tensors of two devices without a word.
public final class SecondDevice {
    public static final Device LAZY = start(); // once a process

    private SecondDevice() {}

    /// Makes it known to libtorch, which the bindings have no method for.
    @SuppressWarnings("restricted")
    private static Device start() {
        torch.get_num_threads(); // loads libtorch
        var start =
                SymbolLookup.loaderLookup().findOrThrow("_ZN5torch4lazy22InitTorchScriptBackendEv");
        try {
            Linker.nativeLinker().downcallHandle(start, FunctionDescriptor.ofVoid()).invokeExact();
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
        return new Device("lazy:0");
    }
}
