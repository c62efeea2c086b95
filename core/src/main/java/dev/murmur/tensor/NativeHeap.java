package dev.murmur.tensor;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// The memory that libtorch's tensors on the CPU come from: the C library's heap. glibc keeps pages
/// that lie free between pieces in use, and before version 2.38 aligned pieces, which tensors are,
/// leave more of them as time goes on.
public final class NativeHeap {
    /// Giving pages back and taking new ones costs some hundredths of a second.
    private static final Duration BETWEEN = Duration.ofSeconds(5);

    private static final Optional<MethodHandle> TRIM =
            Linker.nativeLinker()
                    .defaultLookup()
                    .find("malloc_trim")
                    .map(NativeHeap::takingPadding);

    private static final AtomicLong LAST = new AtomicLong(System.nanoTime());

    private NativeHeap() {}

    /// Gives free pages back to the system if that was not done for some seconds: to be called
    /// between the steps of a training. Drawing and scoring leave few free pages, and the pages
    /// they would take anew cost them more than those few are worth.
    public static void tidy() {
        long last = LAST.get();
        long now = System.nanoTime();
        if (now - last >= BETWEEN.toNanos() && LAST.compareAndSet(last, now)) {
            trim();
        }
    }

    /// Gives free pages back to the system, where the C library can.
    static void trim() {
        TRIM.ifPresent(trim -> {
            try {
                int _ = (int) trim.invokeExact(0L);
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @SuppressWarnings("restricted") // the launcher and the build allow native access
    private static MethodHandle takingPadding(MemorySegment address) {
        return Linker.nativeLinker()
                .downcallHandle(
                        address,
                        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG));
    }
}
