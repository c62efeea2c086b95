package dev.murmur.loss;

import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// Squared error of a value model, `1/2 (V - R)^2` a token; with a clip the larger of that and the
/// same of V held close to what it was when the replies were sampled, as in the code of Schulman et
/// al. 2017 and TRL.
///
/// @param clip how far V may move from what it was before its gradient ends, `> 0`
public record ValueLoss(Optional<Double> clip) {
    public ValueLoss {
        clip.ifPresent(far -> Checks.positive("value.clip", far, "0.2"));
    }

    /// @param values with gradient: `[tokens]`
    /// @param before the same model's values when the replies were sampled: `[tokens]`
    /// @param returns `[tokens]`
    /// @return sum over tokens
    public LossValue compute(Tensor values, Tensor before, Tensor returns) {
        long tokens = values.numel();
        Checks.floats("values", values, tokens);
        Checks.floats("before", before, tokens);
        Checks.floats("returns", returns, tokens);
        Tensor errors = squared(values, returns); // [tokens]
        if (clip.isPresent()) {
            Tensor far = torch.full_like(before, new Scalar(clip.get()));
            Tensor held =
                    before.add(torch.minimum(torch.maximum(values.sub(before), far.neg()), far));
            errors = torch.maximum(errors, squared(held, returns));
        }
        Tensor sum = errors.sum().mul(new Scalar(0.5)); // []
        return new LossValue(
                sum,
                tokens,
                Map.of("value_loss", sum.item_double(), "value", values.sum().item_double()));
    }

    private static Tensor squared(Tensor values, Tensor returns) {
        Tensor error = values.sub(returns);
        return error.mul(error);
    }
}
