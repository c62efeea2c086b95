package dev.murmur.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.murmur.device.SecondDevice;
import dev.murmur.tensor.Device;
import dev.murmur.tensor.TensorScope;
import dev.murmur.tensor.Tensors;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Losses of log-probs and scores that are not on the CPU: value and gradient are those of the CPU.
class SecondDeviceLossTest {
    static List<String> preferenceLosses() {
        return PreferenceLosses.ALL;
    }

    @ParameterizedTest
    @MethodSource("preferenceLosses")
    void ofPairs(String yaml) {
        PreferenceLoss loss = PreferenceLosses.parse(yaml);
        var pairs = Pairs.random(3, 4);
        requireSame(policy -> pairs.sum(loss, policy), pairs.policy());
    }

    static List<UnpairedLoss> unpairedLosses() {
        return UnpairedLossTest.losses();
    }

    @ParameterizedTest
    @MethodSource("unpairedLosses")
    void ofLabelledReplies(UnpairedLoss loss) {
        var facts = new UnpairedFacts(new boolean[] {true, false, true}, new int[3], 1.7, 0.5);
        requireSame(ratios -> loss.compute(ratios, facts).sum(), new double[] {1, -2, 3});
    }

    static List<RankingLoss> rankingLosses() {
        return RankingLossTest.losses().toList();
    }

    @ParameterizedTest
    @MethodSource("rankingLosses")
    void ofRankedReplies(RankingLoss loss) {
        double[] ranks =
                loss instanceof BradleyTerryLoss ? new double[] {2, 1} : new double[] {2, 1, 3};
        requireSame(
                scores -> loss.compute(scores, ranks, 0).sum(),
                ranks.length == 2 ? new double[] {0.3, -1} : new double[] {0.3, -1, 2});
    }

    static List<PolicyLoss> policyLosses() {
        return PolicyLossTest.LOSSES;
    }

    @ParameterizedTest
    @MethodSource("policyLosses")
    void ofSampledReplies(PolicyLoss loss) {
        var replies = PolicyReplies.random(4, true, 3, 1, 4);
        try (var _ = new TensorScope();
                var _ = new NoGradGuard()) { // no kernel there for what clamping is differentiated
            // by
            double expected = replies.sum(loss, Tensors.doubles(replies.policy())).item_double();
            Tensor sum =
                    replies.sum(
                            loss,
                            SecondDevice.LAZY.take(
                                    Tensors.doubles(replies.policy()), ScalarType.Double));
            assertThat(Device.of(sum)).isEqualTo(SecondDevice.LAZY);
            assertThat(sum.item_double()).isCloseTo(expected, within(1e-9));
        }
    }

    @Test
    void ofValues() {
        requireSame(
                values ->
                        new ValueLoss(Optional.of(0.2))
                                .compute(
                                        values,
                                        Tensors.like(values, 0, 1),
                                        Tensors.like(values, 1, 1))
                                .sum(),
                new double[] {0.5, 2});
    }

    private static void requireSame(UnaryOperator<Tensor> loss, double[] at) {
        try (var _ = new TensorScope()) {
            double[] expected = valueAndGradient(loss, at, Device.CPU);
            assertThat(valueAndGradient(loss, at, SecondDevice.LAZY))
                    .containsExactly(expected, within(1e-9 * Math.max(1, Math.abs(expected[0]))));
        }
    }

    /// The value, then the gradient.
    private static double[] valueAndGradient(
            UnaryOperator<Tensor> loss, double[] at, Device device) {
        Tensor x = device.take(Tensors.doubles(at), ScalarType.Double);
        x.set_requires_grad(true);
        Tensor value = loss.apply(x);
        assertThat(Device.of(value)).isEqualTo(device);
        value.backward();
        double[] gradient = Tensors.toDoubles(x.grad());
        var both = new double[gradient.length + 1];
        both[0] = value.item_double();
        System.arraycopy(gradient, 0, both, 1, gradient.length);
        return both;
    }
}
