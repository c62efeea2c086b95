package dev.murmur.bench.kernel;

import dev.murmur.nn.AttentionPlan;
import dev.murmur.nn.AttentionScores;
import dev.murmur.nn.GroupAttention;
import dev.murmur.nn.Segment;
import dev.murmur.nn.Tape;
import dev.murmur.tensor.Device;
import dev.murmur.tensor.TensorScope;
import java.util.ArrayList;
import java.util.List;
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

/// Attention of one layer over eight prompt groups, shapes of the table's `15m`.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class AttentionBenchmark {
    private static final int GROUPS = 8;
    private static final int HEADS = 6;
    private static final int HEAD_DIM = 48;

    /// Tokens of a prompt.
    @Param({"256", "512"})
    public int prompt;

    /// Replies a prompt.
    @Param({"2", "8"})
    public int replies;

    /// Tokens of a reply.
    @Param("128")
    public int reply;

    /// Segment by segment, or side by side with a mask.
    @Param({"true", "false"})
    public boolean direct;

    private final TensorScope scope = new TensorScope();
    private List<Segment> segments = List.of();
    private int tokens;
    private Tensor q = new Tensor();
    private Tensor k = new Tensor();
    private Tensor v = new Tensor();

    /// Makes queries, keys and values.
    @Setup
    public void prepare() {
        segments = new ArrayList<>();
        for (int group = 0; group < GROUPS; group++) {
            int start = tokens;
            segments.add(new Segment(start, prompt, 0, 0));
            tokens += prompt;
            for (int i = 0; i < replies; i++) {
                segments.add(new Segment(tokens, reply, start, prompt));
                tokens += reply;
            }
        }
        q = random();
        k = random();
        v = random();
    }

    /// Frees them.
    @TearDown
    public void free() {
        scope.close();
    }

    /// As when scoring.
    @Benchmark
    public void forward() {
        try (var _ = new InferenceMode(true);
                var _ = new TensorScope()) {
            apply();
        }
    }

    /// As when training.
    @Benchmark
    public void forwardAndBackward() {
        try (var _ = new TensorScope()) {
            var tape = new Tape();
            tape.record(this::apply).sum().backward();
            tape.backward();
        }
    }

    private Tensor apply() {
        return GroupAttention.of(
                        new AttentionPlan(segments, tokens),
                        new AttentionScores(1 / Math.sqrt(HEAD_DIM), null),
                        AttentionPlan.UNLIMITED,
                        Device.CPU,
                        !direct)
                .apply(q, k, v);
    }

    private Tensor random() {
        return torch.randn(tokens, HEADS, HEAD_DIM)
                .set_requires_grad(true); // [tokens, heads, headDim]
    }
}
