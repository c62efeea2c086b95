package dev.murmur.bench.program;

import dev.murmur.nn.Products;
import dev.murmur.tensor.TensorScope;
import java.util.Locale;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// Float32 products as a linear layer makes them, by libtorch's BLAS over those by oneDNN: forward,
/// the gradient of the input, the gradient of the weight; CPU time of one thread.
public final class MatrixProducts {
    private static final int ROUNDS = 5;

    private MatrixProducts() {}

    public static void main(String[] args) {
        Sizes.threads(1);
        compare(4096, 288, 288);
        compare(4096, 288, 768);
        compare(4096, 768, 288);
        compare(512, 288, 32_002);
        compare(4096, 768, 2048);
    }

    private static void compare(long rows, long in, long out) {
        try (var _ = new InferenceMode(true);
                var _ = new TensorScope()) {
            Tensor x = torch.randn(rows, in);
            Tensor w = torch.randn(out, in);
            Tensor dy = torch.randn(rows, out);
            String shape = String.format(Locale.ROOT, "[%d, %d] x [%d, %d]^T", rows, in, out, in);
            var contest = new Contest(Contest.THREAD, ROUNDS);
            contest.run(
                    shape + " forward",
                    scoped(() -> torch.linear(x, w)),
                    scoped(() -> Products.linear(x, w, null)));
            contest.run(
                    shape + " gradient of the input",
                    scoped(() -> dy.matmul(w)),
                    scoped(() -> Products.product(dy, w)));
            contest.run(
                    shape + " gradient of the weight",
                    scoped(() -> dy.t().matmul(x)),
                    scoped(() -> Products.transposedProduct(dy, x)));
        }
    }

    private static Runnable scoped(Runnable product) {
        return () -> {
            try (var _ = new TensorScope()) {
                product.run();
            }
        };
    }
}
