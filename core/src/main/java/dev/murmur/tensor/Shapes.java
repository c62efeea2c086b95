package dev.murmur.tensor;

import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;

/// Checks of tensor shapes that name what is wrong.
public final class Shapes {
    /// Stands for a size that may be anything.
    public static final long ANY = -1;

    private Shapes() {}

    /// The sizes of a tensor.
    public static long[] of(Tensor tensor) {
        var sizes = new long[(int) tensor.dim()];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = tensor.size(i);
        }
        return sizes;
    }

    /// @return the tensor
    /// @throws IllegalArgumentException as `rejected has shape [2], expected [1]`
    public static Tensor require(String name, Tensor tensor, long... expected) {
        long[] actual = of(tensor);
        boolean same = actual.length == expected.length;
        for (int i = 0; same && i < actual.length; i++) {
            same = expected[i] == ANY || expected[i] == actual[i];
        }
        if (!same) {
            throw new IllegalArgumentException(
                    name
                            + " has shape "
                            + Arrays.toString(actual)
                            + ", expected "
                            + Arrays.toString(expected).replace("-1", "any"));
        }
        return tensor;
    }
}
