package dev.murmur.objective;

import dev.murmur.loss.LossValue;
import dev.murmur.loss.ValueLoss;
import dev.murmur.model.GroupBatch;
import dev.murmur.model.ReplyScores;
import dev.murmur.model.ScalarModel;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// A value model that is trained beside a policy.
///
/// @param coef weight of its loss beside the policy's, `> 0`
public record Critic(ScalarModel model, ValueLoss loss, double coef) {
    /// A micro-batch's loss, and the way back.
    ///
    /// @param loss weighted, summed over tokens
    record Fit(LossValue loss, ReplyScores values) {}

    Fit fit(GroupBatch batch, List<PolicyExample> examples) {
        ReplyScores values = model.tokenValues(batch); // [tokens]
        LossValue fitted =
                loss.compute(
                        values.values(),
                        CreditedTokens.of(
                                values.values(), examples, PolicyExample.Credited::values),
                        CreditedTokens.of(
                                values.values(), examples, PolicyExample.Credited::returns));
        Tensor weighted = fitted.sum().mul(new Scalar(coef)); // []
        return new Fit(new LossValue(weighted, fitted.items(), fitted.metrics()), values);
    }
}
