package dev.murmur.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.murmur.data.TokenGroup;
import dev.murmur.tensor.Dtype;
import dev.murmur.tensor.TensorScope;
import dev.murmur.tensor.Tensors;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.assertj.core.data.Offset;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What training computes, by a tape and a head whose gradient is formed by hand, against
/// libtorch's graph of the same model.
class TapedLayersTest {
    private static final List<TokenGroup> GROUPS = TinyModels.groups(6, 3, 8);

    @TempDir Path temporary;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void gradientsAreThoseOfOneGraph(boolean tied) {
        Path start = TinyModels.saved(temporary, tied, 6);
        Map<String, double[]> graph = gradients(start, TapedLayersTest::byGraph);
        Map<String, double[]> taped =
                gradients(
                        start,
                        (model, batch) -> {
                            ReplyLogProbs logProbs = model.replyLogProbs(batch);
                            logProbs.backward(logProbs.tokens().square().mean());
                        });

        assertThat(taped).hasSize(tied ? 20 : 21).hasSameSizeAs(graph);
        graph.forEach((name, gradient) ->
                assertThat(taped.get(name))
                        .as(name)
                        .containsExactly(gradient, Offset.offset(2e-5)));
    }

    /// Log-probs as [ReplyLogProbs] has them, from all logits at once.
    private static void byGraph(CausalLm model, GroupBatch batch) {
        Tensor logits = torch.embedding(model.logits(batch), batch.predictors());
        Tensor tokens =
                logits.log_softmax(1)
                        .gather(1, batch.targets().unsqueeze(1))
                        .squeeze(1); // [targets]
        tokens.square().mean().backward();
    }

    private static Map<String, double[]> gradients(
            Path start, BiConsumer<CausalLm, GroupBatch> step) {
        var gradients = new TreeMap<String, double[]>();
        try (CausalLm model = CausalLm.trainable(start, Dtype.FLOAT32);
                var _ = new TensorScope()) {
            step.accept(model, GroupBatch.of(GROUPS));
            model.parameters()
                    .all()
                    .forEach((name, weight) ->
                            gradients.put(name, Tensors.toDoubles(new Tensor(weight.grad()))));
        }
        return gradients;
    }
}
