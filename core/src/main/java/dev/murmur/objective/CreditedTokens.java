package dev.murmur.objective;

import dev.murmur.tensor.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Numbers of the tokens of credited replies as one tensor.
final class CreditedTokens {
    private CreditedTokens() {}

    /// @return float32, reply after reply: `[tokens]`
    static Tensor of(
            List<PolicyExample> examples, Function<PolicyExample.Credited, double[]> numbers) {
        double[] flat =
                examples.stream()
                        .flatMap(example -> example.credited().stream())
                        .flatMapToDouble(reply -> Arrays.stream(numbers.apply(reply)))
                        .toArray();
        return Tensors.doubles(flat).to(ScalarType.Float);
    }
}
