package dev.murmur.generation;

import dev.murmur.data.KeyedRandom;
import dev.murmur.tensor.TensorScope;
import java.util.concurrent.TimeUnit;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// A token for each of 128 replies, from logits over a vocabulary of 32,002.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DrawBenchmark {
    private static final int REPLIES = 128;
    private static final int VOCAB = 32_002;

    /// Divides the logits; 0 is greedy.
    @Param({"0", "1"})
    public double temperature;

    /// 1 filters nothing.
    @Param({"1", "0.9"})
    public double topP;

    private final TensorScope scope = new TensorScope();
    private Tensor logits = new Tensor();
    private TokenSampler sampler = sampler(0, 1);
    private int position;

    /// Makes the logits.
    @Setup
    public void prepare() {
        sampler.close();
        sampler = sampler(temperature, topP);
        logits = torch.randn(REPLIES, VOCAB); // [replies, vocab]
    }

    /// Frees everything.
    @TearDown
    public void free() {
        sampler.close();
        scope.close();
    }

    /// Reads the logits and draws.
    @Benchmark
    public long draw() {
        long sum = 0;
        position++;
        try (var _ = new InferenceMode(true);
                var _ = new TensorScope()) {
            NextTokens next = sampler.read(logits);
            for (int row = 0; row < REPLIES; row++) {
                sum += next.draw(row, KeyedRandom.uniform(row, position)).token();
            }
        }
        return sum;
    }

    private static TokenSampler sampler(double temperature, double topP) {
        return new TokenSampler(new SamplingParams(1, temperature, topP, 0, 0, 1, 1));
    }
}
