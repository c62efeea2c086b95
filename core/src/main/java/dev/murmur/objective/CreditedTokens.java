package dev.murmur.objective;

import dev.murmur.tensor.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;

/// Numbers of the tokens of credited replies as one tensor.
final class CreditedTokens {
    private CreditedTokens() {}

    /// @param like what they are compared with
    /// @return in its type and where it is, reply after reply: `[tokens]`
    static Tensor of(
            Tensor like,
            List<PolicyExample> examples,
            Function<PolicyExample.Credited, double[]> numbers) {
        double[] flat =
                examples.stream()
                        .flatMap(example -> example.credited().stream())
                        .flatMapToDouble(reply -> Arrays.stream(numbers.apply(reply)))
                        .toArray();
        return Tensors.like(like, flat);
    }
}
