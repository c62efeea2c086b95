package dev.murmur.model;

import dev.murmur.bench.kernel.Llamas;
import dev.murmur.tensor.TensorScope;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
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

/// One layer's attention of one token a reply to what is cached, 16 prompts of 8 replies, shapes of
/// the table's `15m`.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class AttendBenchmark {
    private static final int PROMPTS = 16;
    private static final int REPLIES = 8;
    private static final int HEADS = 6;
    private static final int HEAD_DIM = 48;

    /// Tokens of a prompt.
    @Param({"128", "512"})
    public int prompt;

    /// Tokens of a reply so far.
    @Param({"16", "128"})
    public int reply;

    private final CausalLm model = Llamas.open(1, 2);
    private final TensorScope scope = new TensorScope();
    private Tensor row = new Tensor();
    private KvCache cache = prefill(1);

    /// Fills the cache.
    @Setup
    public void prepare() {
        cache.close();
        cache = prefill(prompt);
        row = torch.randn(PROMPTS * REPLIES, HEADS, HEAD_DIM); // [replies, heads, headDim]
        for (int i = 0; i < reply; i++) {
            attend();
            cache.advance();
        }
    }

    /// Frees everything.
    @TearDown
    public void free() {
        cache.close();
        scope.close();
        model.close();
    }

    /// A step of a layer.
    @Benchmark
    public void attend() {
        try (var _ = new InferenceMode(true);
                var _ = new TensorScope()) {
            cache.attend(0, row, row, row);
        }
    }

    private KvCache prefill(int tokens) {
        List<int[]> prompts = IntStream.range(0, PROMPTS).mapToObj(_ -> new int[tokens]).toList();
        try (var _ = new InferenceMode(true);
                var _ = new TensorScope()) {
            return model.prefill(prompts, REPLIES).cache();
        }
    }
}
