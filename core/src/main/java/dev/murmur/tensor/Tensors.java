package dev.murmur.tensor;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// Java arrays to tensors and back, and the constants that arithmetic needs.
public final class Tensors {
    public static final Scalar ZERO = constant(0.0);
    public static final Scalar ONE = constant(1.0);

    private Tensors() {}

    /// A number for arithmetic that lives as long as the program. A plain `new Scalar` in a static
    /// field would belong to whatever scope happened to be open when its class was loaded, and be
    /// freed with it.
    public static Scalar constant(double value) {
        Scalar scalar = new Scalar(value);
        scalar.retainReference();
        return scalar;
    }

    /// A copy as int64 on the CPU: `[values]`.
    public static Tensor longs(long... values) {
        return Tensor.create(values);
    }

    /// A copy as int64 on the CPU: `[values]`.
    public static Tensor longs(int... values) {
        var wide = new long[values.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = values[i];
        }
        return longs(wide);
    }

    /// A copy as float32 on the CPU: `[values]`.
    public static Tensor floats(float... values) {
        return Tensor.create(values);
    }

    /// A copy as float64 on the CPU: `[values]`.
    public static Tensor doubles(double... values) {
        return Tensor.create(values);
    }

    /// Constants for arithmetic with a tensor, where it is and in its type: `[values]`.
    public static Tensor like(Tensor tensor, double... values) {
        return doubles(values).to(tensor.device(), tensor.scalar_type());
    }

    /// Indices into a tensor, where it is: `[values]`.
    public static Tensor indices(Tensor of, int... values) {
        return longs(values).to(of.device(), torch.ScalarType.Long);
    }

    /// A copy of any tensor's elements in row-major order.
    public static float[] toFloats(Tensor tensor) {
        Tensor flat = tensor.detach().to(torch.ScalarType.Float).cpu().contiguous();
        var values = new float[(int) flat.numel()];
        new FloatPointer(flat.data_ptr_float()).get(values);
        return values;
    }

    /// A copy of any tensor's elements in row-major order.
    public static double[] toDoubles(Tensor tensor) {
        Tensor flat = tensor.detach().to(torch.ScalarType.Double).cpu().contiguous();
        var values = new double[(int) flat.numel()];
        new DoublePointer(flat.data_ptr_double()).get(values);
        return values;
    }

    /// A copy of an integer tensor's elements in row-major order.
    public static long[] toLongs(Tensor tensor) {
        Tensor flat = tensor.detach().to(torch.ScalarType.Long).cpu().contiguous();
        var values = new long[(int) flat.numel()];
        new LongPointer(flat.data_ptr_long()).get(values);
        return values;
    }
}
