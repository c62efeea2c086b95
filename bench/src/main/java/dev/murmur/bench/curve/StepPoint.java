package dev.murmur.bench.curve;

import dev.murmur.bench.ProcessMemory;
import dev.murmur.data.TokenGroup;
import dev.murmur.model.CausalLm;
import dev.murmur.model.GroupBatch;
import dev.murmur.model.ReplyLogProbs;
import dev.murmur.plan.Device;
import dev.murmur.plan.ModelShape;
import dev.murmur.plan.TrainingPlan;
import dev.murmur.tensor.Dtype;
import dev.murmur.tensor.TensorScope;
import dev.murmur.training.Gradients;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// A forward and a backward pass: the median of some after a warm-up, and this process's peak.
///
/// @param folder for the model's configuration
record StepPoint(Curve curve, int x, Path folder) {
    private static final int WARM_UP = 2;
    private static final int STEPS = 5;
    private static final double MB = 1 << 20;

    Measured measure() throws IOException {
        Llama llama = curve.model(x);
        List<TokenGroup> groups = curve.groups(x);
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("config.json"), llama.configJson());
        try (CausalLm model = CausalLm.random(folder, 1)) {
            var seconds = new double[STEPS];
            for (int i = -WARM_UP; i < STEPS; i++) {
                long start = System.nanoTime();
                step(model, groups);
                if (i >= 0) {
                    seconds[i] = (System.nanoTime() - start) / 1e9;
                }
            }
            Arrays.sort(seconds);
            return new Measured(
                    x,
                    seconds[STEPS / 2],
                    ProcessMemory.peak(),
                    llama.trainingFlops(groups) / 1e9,
                    planned(model, groups));
        }
    }

    private static void step(CausalLm model, List<TokenGroup> groups) {
        try (var _ = new TensorScope()) {
            ReplyLogProbs logProbs = model.replyLogProbs(GroupBatch.of(groups));
            logProbs.backward(logProbs.tokens().sum());
        }
        Gradients.clear(model.parameters().all().values());
    }

    /// No optimiser runs here.
    private static double planned(CausalLm model, List<TokenGroup> groups) {
        int tokens = groups.stream().mapToInt(TokenGroup::tokens).sum();
        var use =
                TrainingPlan.full(ModelShape.of(model.config()), Dtype.FLOAT32, tokens)
                        .phase("train")
                        .use();
        return (use.total() - use.optimizer() + Device.cpu().base()) / MB;
    }
}
