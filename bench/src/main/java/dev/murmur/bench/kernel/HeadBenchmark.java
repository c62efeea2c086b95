package dev.murmur.bench.kernel;

import dev.murmur.data.TokenGroup;
import dev.murmur.data.TokenReply;
import dev.murmur.model.CausalLm;
import dev.murmur.model.GroupBatch;
import dev.murmur.model.ReplyLogProbs;
import dev.murmur.tensor.TensorScope;
import dev.murmur.training.Gradients;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.InferenceMode;
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

/// Log-probs of 2048 reply tokens over a vocabulary, of a model with one layer, so that the head is
/// nine tenths of the work and more.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
public class HeadBenchmark {
    private static final int REPLIES = 16;
    private static final int TOKENS = 128;

    /// Size of the vocabulary.
    @Param({"32002", "128256"})
    public int vocab;

    private CausalLm model = Llamas.open(1, 2);
    private List<TokenGroup> groups = List.of();

    /// Makes the model.
    @Setup
    public void prepare() {
        model.close();
        model = Llamas.open(1, vocab);
        List<TokenReply> replies =
                IntStream.range(0, REPLIES)
                        .mapToObj(reply -> TokenReply.of(tokens(reply * TOKENS)))
                        .toList();
        groups = List.of(new TokenGroup("group", new int[] {1}, replies));
    }

    /// Frees it.
    @TearDown
    public void free() {
        model.close();
    }

    /// As for a reference.
    @Benchmark
    public double forward() {
        try (var _ = new InferenceMode(true);
                var _ = new TensorScope()) {
            return model.replyLogProbs(GroupBatch.of(groups)).tokens().sum().item_double();
        }
    }

    /// As when training.
    @Benchmark
    public void forwardAndBackward() {
        try (var _ = new TensorScope()) {
            ReplyLogProbs logProbs = model.replyLogProbs(GroupBatch.of(groups));
            logProbs.backward(logProbs.tokens().sum());
        }
        Gradients.clear(model.parameters().all().values());
    }

    private int[] tokens(int first) {
        return IntStream.range(first, first + TOKENS).map(i -> i * 7 % vocab).toArray();
    }
}
