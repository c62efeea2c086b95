package dev.murmur.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.murmur.data.TokenGroup;
import dev.murmur.tensor.Dtype;
import dev.murmur.tensor.TensorScope;
import dev.murmur.tensor.Tensors;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.assertj.core.data.Offset;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecomputedLayersTest {
    private static final List<TokenGroup> GROUPS = TinyModels.groups(6, 3, 5);

    @TempDir Path temporary;

    @ParameterizedTest
    @CsvSource({
        "true, FLOAT32, false",
        "false, FLOAT32, false",
        "true, FLOAT32, true",
        "true, BFLOAT16, false",
        "true, BFLOAT16, true"
    })
    void gradientsAreThoseOfAPassThatKeepsEverything(boolean tied, Dtype dtype, boolean lora) {
        Path start = TinyModels.saved(temporary, tied, 3);
        Map<String, double[]> kept = gradients(start, dtype, lora, false);
        Map<String, double[]> recomputed = gradients(start, dtype, lora, true);

        assertThat(recomputed).hasSize(lora ? 28 : tied ? 20 : 21).hasSameSizeAs(kept);
        kept.forEach((name, gradient) ->
                assertThat(recomputed.get(name))
                        .as(name)
                        .containsExactly(gradient, Offset.offset(1e-6)));
        assertThat(kept.values())
                .anySatisfy(gradient ->
                        assertThat(Arrays.stream(gradient).max().orElseThrow())
                                .isGreaterThan(0.01));
    }

    private static Map<String, double[]> gradients(
            Path start, Dtype dtype, boolean lora, boolean recompute) {
        try (CausalLm model =
                        CausalLm.trainable(
                                start,
                                new Tuning(
                                        dtype,
                                        lora
                                                ? Optional.of(
                                                        new LoraConfig(
                                                                2, 4, new LoraTargets.AllLinear()))
                                                : Optional.empty(),
                                        recompute,
                                        1));
                var _ = new TensorScope()) {
            ReplyLogProbs logProbs = model.replyLogProbs(GroupBatch.of(GROUPS));
            logProbs.backward(logProbs.sums().square().mean());
            return gradients(model.parameters());
        }
    }

    @Test
    void theScoresOfARewardModelAreDifferentiatedAlike() {
        Path start = TextModels.scalar(temporary.resolve("reward"), 4);
        Map<String, double[]> kept = scoreGradients(start, false);
        Map<String, double[]> recomputed = scoreGradients(start, true);

        assertThat(recomputed).containsKey("score.weight").hasSameSizeAs(kept);
        kept.forEach((name, gradient) ->
                assertThat(recomputed.get(name))
                        .as(name)
                        .containsExactly(gradient, Offset.offset(1e-6)));
    }

    private static Map<String, double[]> scoreGradients(Path start, boolean recompute) {
        var tuning = new Tuning(Dtype.FLOAT32, Optional.empty(), recompute, 1);
        try (ScalarModel model = ScalarModel.trainable(start, tuning);
                var _ = new TensorScope()) {
            ReplyScores scores = model.replyScores(GroupBatch.of(GROUPS));
            scores.backward(scores.values().square().mean());
            return gradients(model.parameters());
        }
    }

    @Test
    void whatIsNotLearntFromIsComputedAsEver() {
        Path start = TextModels.causal(temporary.resolve("causal"), 4);
        var tuning = new Tuning(Dtype.FLOAT32, Optional.empty(), true, 1);
        try (CausalLm model = CausalLm.trainable(start, tuning);
                CausalLm frozen = CausalLm.frozen(start, Dtype.FLOAT32);
                var _ = new InferenceMode(true);
                var _ = new TensorScope()) {
            GroupBatch batch = GroupBatch.of(GROUPS);
            assertThat(Tensors.toDoubles(model.replyLogProbs(batch).sums()))
                    .containsExactly(Tensors.toDoubles(frozen.replyLogProbs(batch).sums()));
        }
    }

    private static Map<String, double[]> gradients(Parameters weights) {
        var gradients = new TreeMap<String, double[]>();
        weights.all()
                .forEach((name, weight) ->
                        gradients.put(name, Tensors.toDoubles(new Tensor(weight.grad()))));
        return gradients;
    }
}
