package dev.murmur.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.murmur.data.TokenGroup;
import dev.murmur.golden.Golden;
import dev.murmur.golden.GoldenModel;
import dev.murmur.model.CausalLm;
import dev.murmur.model.GroupBatch;
import dev.murmur.model.KvCache;
import dev.murmur.model.LoraConfig;
import dev.murmur.model.LoraTargets;
import dev.murmur.model.PackedLm;
import dev.murmur.model.Parameters;
import dev.murmur.model.ReplyLogProbs;
import dev.murmur.model.ReplyScores;
import dev.murmur.model.SafetensorsWriter;
import dev.murmur.model.Saving;
import dev.murmur.model.ScalarModel;
import dev.murmur.model.StepwiseModel;
import dev.murmur.model.TinyModels;
import dev.murmur.model.Tuning;
import dev.murmur.nn.Compute;
import dev.murmur.nn.RotaryEmbedding;
import dev.murmur.tensor.Device;
import dev.murmur.tensor.Dtype;
import dev.murmur.tensor.TensorScope;
import dev.murmur.tensor.Tensors;
import dev.murmur.training.AdamW;
import dev.murmur.training.AdamWSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Models of every family on a device other than the CPU: whatever they meet is there too, and what
/// they compute is the same.
class SecondDeviceTest {
    private static final List<TokenGroup> GROUPS = TinyModels.groups(2, 3, 5);

    /// One of each family.
    static Collection<GoldenModel> models() {
        return Golden.models().stream()
                .collect(Collectors.toMap(GoldenModel::modelType, m -> m, (first, _) -> first))
                .values();
    }

    @ParameterizedTest
    @MethodSource("models")
    void logProbsAndGradientsAreTheSame(GoldenModel golden) {
        requireSame(golden, Tuning.full(Dtype.FLOAT32, 1));
    }

    @Test
    void soAreThoseOfAnAdapterOverLayersComputedAgain() {
        var lora = new LoraConfig(2, 4, new LoraTargets.AllLinear());
        requireSame(
                models().iterator().next(), new Tuning(Dtype.FLOAT32, Optional.of(lora), true, 1));
    }

    @Test
    void mastersOfWeightsInFewerBitsAreBesideThem() {
        var tuning = Tuning.full(Dtype.BFLOAT16, 1);
        assertThat(SecondDevice.LAZY.call(() -> step(models().iterator().next(), tuning)))
                .isNotEmpty();
    }

    private static void requireSame(GoldenModel golden, Tuning tuning) {
        Map<String, double[]> expected = step(golden, tuning);
        Map<String, double[]> actual = SecondDevice.LAZY.call(() -> step(golden, tuning));
        assertThat(actual).hasSameSizeAs(expected);
        expected.forEach((name, values) -> requireSame(name, actual.get(name), values));
    }

    private static void requireSame(String name, double[] actual, double[] expected) {
        double size = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
        assertThat(actual).as(name).containsExactly(expected, within(1e-5 * Math.max(1, size)));
    }

    /// Log-probs and gradients. The fused optimiser has no kernel for the lazy device, only what it
    /// remembers is looked at.
    private static Map<String, double[]> step(GoldenModel golden, Tuning tuning) {
        var seen = new TreeMap<String, double[]>();
        try (CausalLm model = CausalLm.trainable(golden.folder(), tuning);
                var optimizer =
                        new AdamW(
                                new AdamWSettings(0.1, 0.9, 0.999, 1e-8),
                                model.parameters().masters());
                var _ = new TensorScope()) {
            ReplyLogProbs logProbs = model.replyLogProbs(GroupBatch.of(GROUPS));
            requireHere(logProbs.tokens());
            seen.put("log-probs", Tensors.toDoubles(logProbs.tokens()));
            seen.put("collisions", Tensors.toDoubles(logProbs.logCollisions()));
            logProbs.backward(logProbs.sums().mean());
            model.parameters().collectGradients();
            model.parameters()
                    .masters()
                    .forEach((name, weight) ->
                            seen.put("gradient of " + name, Tensors.toDoubles(weight.grad())));
            model.parameters().publish();
            model.parameters().all().values().forEach(SecondDeviceTest::requireHere);
            optimizer.state().values().forEach(SecondDeviceTest::requireHere);
        }
        return seen;
    }

    @Test
    void aRewardModelScoresAndLearnsTheSame() {
        GoldenModel golden = models().iterator().next();
        double[] expected = scored(golden);
        double[] actual = SecondDevice.LAZY.call(() -> scored(golden));
        requireSame("scores and gradient of the head", actual, expected);
    }

    /// Scores, then the gradient of the head.
    private static double[] scored(GoldenModel golden) {
        try (ScalarModel model = ScalarModel.trainable(golden.folder(), Dtype.FLOAT32, 1);
                var _ = new TensorScope()) {
            ReplyScores scores = model.replyScores(GroupBatch.of(GROUPS));
            requireHere(scores.values());
            scores.backward(scores.values().sum());
            Tensor head = model.parameters().all().get("score.weight");
            return Stream.of(scores.values(), head.grad())
                    .flatMapToDouble(t -> Arrays.stream(Tensors.toDoubles(t)))
                    .toArray();
        }
    }

    @Test
    void whatWasTrainedThereIsSavedAndReadBack(@TempDir Path folder) throws IOException {
        GoldenModel golden = models().iterator().next();
        var lora = new LoraConfig(2, 4, new LoraTargets.AllLinear());
        var tuning = new Tuning(Dtype.BFLOAT16, Optional.of(lora), false, 1);
        Path file = folder.resolve("weights.safetensors");
        try (CausalLm model =
                        SecondDevice.LAZY.call(() -> CausalLm.trainable(golden.folder(), tuning));
                var _ = new TensorScope();
                var _ = new NoGradGuard()) {
            Map<String, Tensor> trained = model.parameters().masters();
            Tensor some = trained.values().iterator().next();
            assertThat(Device.of(some)).isEqualTo(SecondDevice.LAZY);
            double[] before = Tensors.toDoubles(some);
            SafetensorsWriter.write(file, trained);
            model.saveTrained(folder.resolve("saved"), Saving.of(""));
            trained.values().forEach(Tensor::zero_);
            Parameters.copyFile(file, trained);
            assertThat(Tensors.toDoubles(some)).containsExactly(before);
        }
        CausalLm.frozen(folder.resolve("saved"), Dtype.FLOAT32).close();
    }

    @Test
    void matricesPackedForTheCpuAreRefused() {
        Path folder = models().iterator().next().folder();
        try (CausalLm model =
                SecondDevice.LAZY.call(() -> CausalLm.frozen(folder, Dtype.FLOAT32))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> model.packed(Compute.INT8))
                    .withMessage(
                            "compute is int8, which only the CPU has kernels for, and the model is"
                                    + " on lazy:0; take model, there with weights in bfloat16, or the"
                                    + " device cpu");
        }
    }

    private static void requireHere(Tensor tensor) {
        assertThat(Device.of(tensor)).isEqualTo(Device.current());
    }

    @Test
    void aTensorThatWasLeftOnTheCpuIsSeen() {
        try (CausalLm model =
                        SecondDevice.LAZY.call(() ->
                                CausalLm.frozen(
                                        models().iterator().next().folder(), Dtype.FLOAT32));
                var _ = new TensorScope()) {
            Tensor weight = model.parameters().get("model.embed_tokens.weight");
            Tensor left = Tensors.floats(1, 2).expand(weight.size(0), 2);
            Tensor ids = Tensors.longs(1, 2);
            List<Supplier<Tensor>> planted =
                    List.of(
                            () -> torch.embedding(weight, ids),
                            () -> weight.index_select(0, ids),
                            () -> weight.narrow(1, 0, 2).add(left),
                            () -> weight.t().matmul(left),
                            () -> torch.linear(left.t(), weight.t()),
                            () ->
                                    RotaryEmbedding.at(ids, new float[2], ScalarType.Float)
                                            .rotate(weight.narrow(0, 0, 2).unsqueeze(1)));
            planted.forEach(operation -> assertThatThrownBy(operation::get));
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void repliesGrowTheSame(GoldenModel golden) {
        List<double[]> expected = decoded(golden);
        List<double[]> actual = SecondDevice.LAZY.call(() -> decoded(golden));
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            requireSame("step " + i, actual.get(i), expected.get(i));
        }
    }

    @Test
    void soDoesASingleReplyOfAPrompt() {
        GoldenModel golden = models().iterator().next();
        double[] expected = single(golden);
        double[] actual = SecondDevice.LAZY.call(() -> single(golden));
        requireSame("logits", actual, expected);
    }

    private static double[] single(GoldenModel golden) {
        try (CausalLm model = CausalLm.frozen(golden.folder(), Dtype.FLOAT32);
                var _ = new NoGradGuard();
                var _ = new TensorScope();
                KvCache cache = model.prefill(List.of(new int[] {3, 4, 5}), 1).cache()) {
            model.decode(cache, new int[] {6});
            return Tensors.toDoubles(model.decode(cache, new int[] {7}));
        }
    }

    private static List<double[]> decoded(GoldenModel golden) {
        var logits = new ArrayList<double[]>();
        List<int[]> prompts = List.of(new int[] {3}, new int[] {4, 5, 6, 7, 8, 30, 31});
        try (CausalLm model = CausalLm.frozen(golden.folder(), Dtype.FLOAT32);
                PackedLm packed = model.packed(Compute.MODEL);
                var _ = new NoGradGuard(); // the lazy device knows no inference mode
                var _ = new TensorScope()) {
            StepwiseModel.Prefill prefill = packed.prefill(prompts, 3);
            assertThat(prefill.logits().is_cpu()).isTrue();
            logits.add(Tensors.toDoubles(prefill.logits()));
            try (KvCache cache = prefill.cache()) {
                for (int step = 0; step < 17; step++) { // beyond the first capacity
                    if (step == 10) {
                        cache.keep(new int[] {1}, new int[][] {{0, 2}});
                    }
                    int at = step;
                    int[] tokens =
                            IntStream.range(0, cache.rows()).map(r -> 3 + r + 2 * at).toArray();
                    logits.add(Tensors.toDoubles(packed.decode(cache, tokens)));
                }
            }
        }
        return logits;
    }
}
