package dev.murmur.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.murmur.tensor.TensorScope;
import dev.murmur.tensor.Tensors;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// Measures [Speed] in this process. Each product follows an elementwise operation, as in a model:
/// libtorch runs the one on OpenMP's threads and OpenBLAS the other on its own, and where the idle
/// ones spin, products alone look fine and a model is several times slower.
final class SpeedProbe {
    /// Rows and columns: large enough for all threads, small enough to feel waiting threads.
    private static final int SIZE = 512;

    private static final long NANOS = 400_000_000;
    private static final int WARM_UP = 10;
    private static final int MOST = 2000;

    private SpeedProbe() {}

    /// Prints the speed as JSON, for [SpeedChild].
    public static void main(String[] args) throws JsonProcessingException {
        System.out.println(new JsonMapper().writeValueAsString(measure()));
    }

    static Speed measure() {
        return new Speed(gigaflops(torch.ScalarType.Float), gigaflops(torch.ScalarType.BFloat16));
    }

    private static double gigaflops(torch.ScalarType type) {
        try (var _ = new TensorScope()) {
            Tensor left = torch.rand(SIZE, SIZE).to(type); // [rows, hidden]
            Tensor right = torch.rand(SIZE, SIZE).to(type); // [hidden, hidden]
            var seconds = new double[MOST];
            int products = 0;
            long end = System.nanoTime() + NANOS;
            while (products < MOST && (products < 2 * WARM_UP || System.nanoTime() < end)) {
                seconds[products++] = secondsOfOne(left, right);
            }
            double median = median(Arrays.copyOfRange(seconds, WARM_UP, products));
            return 2.0 * SIZE * SIZE * SIZE / median / 1e9;
        }
    }

    private static double secondsOfOne(Tensor left, Tensor right) {
        try (var _ = new TensorScope()) {
            Tensor activated = left.mul(Tensors.ONE).add(right); // [rows, hidden]
            long start = System.nanoTime();
            activated.matmul(right); // [rows, hidden]
            return (System.nanoTime() - start) / 1e9;
        }
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }
}
