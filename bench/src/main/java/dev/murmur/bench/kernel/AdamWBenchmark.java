package dev.murmur.bench.kernel;

import dev.murmur.model.CausalLm;
import dev.murmur.training.AdamW;
import dev.murmur.training.AdamWSettings;
import dev.murmur.training.Gradients;
import java.util.concurrent.TimeUnit;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// Clipping and the optimiser's step over 15 million float32 parameters.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class AdamWBenchmark {
    private final CausalLm model = Llamas.open(6, 32_002);
    private final AdamW optimizer =
            new AdamW(new AdamWSettings(0.9, 0.999, 1e-8, 0.1), model.parameters().all());

    /// Gives each parameter a gradient, since a step clears them.
    @Setup(Level.Invocation)
    public void giveGradients() {
        for (Tensor parameter : model.parameters().all().values()) {
            try (Tensor gradient = torch.ones_like(parameter)) {
                parameter.mutable_grad().put(gradient);
            }
        }
    }

    /// Frees everything.
    @TearDown
    public void free() {
        optimizer.close();
        model.close();
    }

    /// What a training step ends with.
    @Benchmark
    public void clipAndStep() {
        Gradients.clipNorm(model.parameters().all().values(), 1.0);
        optimizer.step(1e-6);
    }
}
