package dev.murmur.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.murmur.nn.SoftCap;
import dev.murmur.tensor.TensorScope;
import dev.murmur.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LanguageModelHeadTest {
    private record Outcome(
            double[] logProbs, double[] logCollisions, double[] dHidden, double[] dWeight) {}

    @ParameterizedTest
    @CsvSource({"1,", "192,", "448,", "1,2.5", "192,2.5", "448,30"}) // 1, 3 and 7 rows
    void chunksOfAnySizeGiveTheLogProbsAndGradientsOfTheWholeMatrix(
            long maxLogits, @Nullable Double limit) {
        SoftCap cap = limit == null ? null : new SoftCap(limit);
        try (var _ = new TensorScope()) {
            GroupBatch batch = GroupBatch.of(TinyModels.groups(6, 3, 4));
            torch.manual_seed(2);
            Tensor hidden = torch.randn(batch.targets().size(0), 16).set_requires_grad(true);
            Tensor weight = torch.randn(TinyModels.VOCAB, 16).set_requires_grad(true);
            Outcome whole = outcome(new LanguageModelHead(weight, cap), hidden, weight, batch);
            Outcome chunked =
                    outcome(new LanguageModelHead(weight, cap, maxLogits), hidden, weight, batch);
            assertThat(chunked.logProbs()).containsExactly(whole.logProbs(), Offset.offset(1e-5));
            assertThat(chunked.dHidden()).containsExactly(whole.dHidden(), Offset.offset(1e-5));
            assertThat(chunked.logCollisions())
                    .containsExactly(whole.logCollisions(), Offset.offset(1e-5));
            assertThat(chunked.dWeight()).containsExactly(whole.dWeight(), Offset.offset(1e-5));
        }
    }

    @Test
    void twoDrawsAgreeAsOftenAsTheSumOfSquaresSays() {
        try (var _ = new TensorScope()) {
            GroupBatch batch = GroupBatch.of(TinyModels.groups(6, 3, 4));
            torch.manual_seed(2);
            Tensor hidden = torch.randn(batch.targets().size(0), 16).set_requires_grad(true);
            var head = new LanguageModelHead(torch.randn(TinyModels.VOCAB, 16), null);

            Tensor got = head.logProbs(hidden, batch, () -> {}).logCollisions();

            double[] each = Tensors.toDoubles(head.logits(hidden).softmax(1).square().sum(1).log());
            double[] wanted = new double[batch.replies()];
            int at = 0;
            for (int reply = 0; reply < wanted.length; reply++) {
                for (int i = 0; i < batch.targetsPerReply()[reply]; i++) {
                    wanted[reply] += each[at++];
                }
            }
            assertThat(got.requires_grad()).isFalse();
            assertThat(Tensors.toDoubles(got)).containsExactly(wanted, Offset.offset(1e-4));
        }
    }

    private static Outcome outcome(
            LanguageModelHead head, Tensor hidden, Tensor weight, GroupBatch batch) {
        List.of(hidden, weight).forEach(t -> t.mutable_grad().put(new Tensor()));
        // Another use of the weight, as a tied embedding is: gradients must add up, not replace
        // each other.
        weight.sum().backward();
        var atTrunk = new ArrayList<double[]>();
        Runnable trunk = () -> atTrunk.add(Tensors.toDoubles(new Tensor(hidden.grad())));
        ReplyLogProbs result = head.logProbs(hidden.mul(Tensors.ONE), batch, trunk);
        double[] logCollisions = Tensors.toDoubles(result.logCollisions());
        result.backward(result.sums().tanh().sum());
        assertThat(atTrunk).singleElement().isEqualTo(Tensors.toDoubles(new Tensor(hidden.grad())));
        return new Outcome(
                Tensors.toDoubles(result.tokens()),
                logCollisions,
                Tensors.toDoubles(new Tensor(hidden.grad())),
                Tensors.toDoubles(new Tensor(weight.grad())));
    }
}
