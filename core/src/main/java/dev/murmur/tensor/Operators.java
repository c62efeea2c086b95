package dev.murmur.tensor;

import java.util.List;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.OperatorName;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorType;
import org.bytedeco.pytorch.Type;

/// Operators that libtorch has and the bindings lack (names with a leading underscore), called
/// through its dispatcher. About a microsecond a call.
public final class Operators {
    private Operators() {}

    /// Calls an operator with all its arguments, defaults too.
    ///
    /// @param name such as `aten::_foreach_mul_`
    /// @param overload such as `Scalar`, or empty
    /// @return what the operator returned, in order
    public static IValueVector call(String name, String overload, IValue... arguments) {
        return run(name, overload, new IValueVector(arguments));
    }

    /// The same with the first argument apart from the others, which may serve many calls.
    public static IValueVector call(
            String name, String overload, IValue first, List<IValue> others) {
        var arguments = new IValueVector(first);
        others.forEach(arguments::push_back);
        return run(name, overload, arguments);
    }

    private static IValueVector run(String name, String overload, IValueVector stack) {
        Dispatcher.singleton().findSchemaOrThrow(name, overload).callBoxed(stack);
        return stack;
    }

    /// A tensor among what an operator returned.
    public static Tensor tensor(IValueVector results, long i) {
        return new Tensor(results.get(i).toTensor()); // which the vector lends
    }

    /// Whether this build of libtorch has an operator.
    public static boolean exists(String name, String overload) {
        try (var _ = new TensorScope()) {
            return Dispatcher.singleton().findSchema(new OperatorName(name, overload)).has_value();
        }
    }

    /// A list of tensors as an argument; it shares them.
    public static IValue list(List<Tensor> tensors) {
        var list = new GenericList(new Type.TypePtr(TensorType.get()));
        for (Tensor tensor : tensors) {
            list.push_back(new IValue(tensor));
        }
        return new IValue(list);
    }

    /// An optional argument that is left out.
    public static IValue none() {
        return new IValue();
    }
}
