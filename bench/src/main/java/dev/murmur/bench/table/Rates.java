package dev.murmur.bench.table;

import dev.murmur.nn.Products;
import dev.murmur.tensor.TensorScope;
import dev.murmur.tensor.Threads;
import java.nio.file.Path;
import java.util.stream.DoubleStream;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// What this machine does at best, measured by a process of its own: the denominators of [Floor].
/// Seconds are CPU time over threads, which is the wall's on a quiet machine and holds on a busy
/// one.
///
/// @param gflopsFloat32 of a large product of matrices, 1e9 operations a second
/// @param gflopsBfloat16 the same in bfloat16
/// @param gigabytes read a second from memory
public record Rates(double gflopsFloat32, double gflopsBfloat16, double gigabytes) {
    private static final int SIZE = 2048;
    private static final int BYTES = 1 << 30;
    private static final int TRIES = 5;

    /// Runs of a try: the clock of CPU time ticks a hundred times a second.
    private static final int RUNS = 20;

    /// @param args the file to write
    public static void main(String[] args) {
        Threads.forModel(Long.MAX_VALUE); // all of the process's cores to an operation
        Json.write(
                Path.of(args[0]),
                new Rates(gflops(ScalarType.Float), gflops(ScalarType.BFloat16), bandwidth()));
    }

    /// Operations a second, 1e9; in 8 bits those of bfloat16, the fastest that libtorch's plain
    /// products have.
    double gflops(Precision precision) {
        return switch (precision) {
            case FLOAT32 -> gflopsFloat32;
            case BFLOAT16, INT8 -> gflopsBfloat16;
        };
    }

    private static double gflops(ScalarType type) {
        try (var _ = new InferenceMode(true);
                var _ = new TensorScope()) {
            Tensor a = torch.rand(SIZE, SIZE).to(type); // [hidden, hidden]
            return 2e-9 * Math.pow(SIZE, 3) / best(() -> Products.product(a, a));
        }
    }

    private static double bandwidth() {
        try (var _ = new InferenceMode(true);
                var _ = new TensorScope()) {
            Tensor memory = torch.ones(BYTES / Float.BYTES);
            return 1e-9 * BYTES / best(memory::sum);
        }
    }

    /// Seconds of the fastest try.
    private static double best(Runnable work) {
        return DoubleStream.generate(() -> seconds(work)).limit(TRIES).min().orElseThrow();
    }

    private static double seconds(Runnable work) {
        try (var _ = new TensorScope()) {
            var watch = new Stopwatch();
            for (int i = 0; i < RUNS; i++) {
                work.run();
            }
            return watch.stop(0).cpuSeconds() / RUNS / Runtime.getRuntime().availableProcessors();
        }
    }
}
