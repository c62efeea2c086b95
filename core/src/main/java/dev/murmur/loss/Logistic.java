package dev.murmur.loss;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// Functions of a logit, computed as logarithms so that no size overflows.
final class Logistic {
    private Logistic() {}

    /// `-log sigmoid(z)`.
    static Tensor softplusOfMinus(Tensor z) {
        return torch.log_sigmoid(z).neg();
    }

    /// The same where a label is wrong with probability `smoothing`: `-(1 - e) log sigmoid(z) - e
    /// log sigmoid(-z)`.
    static Tensor smoothed(Tensor z, double smoothing) {
        Tensor right = softplusOfMinus(z);
        return smoothing == 0 ? right : mixed(right, softplusOfMinus(z.neg()), smoothing);
    }

    private static Tensor mixed(Tensor right, Tensor wrong, double smoothing) {
        return right.mul(new Scalar(1 - smoothing)).add(wrong.mul(new Scalar(smoothing)));
    }
}
