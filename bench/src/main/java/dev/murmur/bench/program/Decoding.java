package dev.murmur.bench.program;

import dev.murmur.data.TokenGroup;
import dev.murmur.data.TokenReply;
import dev.murmur.model.CausalLm;
import dev.murmur.model.GroupBatch;
import dev.murmur.model.KvCache;
import dev.murmur.model.StepwiseModel;
import dev.murmur.tensor.TensorScope;
import dev.murmur.tensor.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;

/// Decoding with the key-value cache against computing the whole sequence again for every token, on
/// one thread, in CPU time of the thread. Rows have a prompt each, so nothing is gained by sharing.
public final class Decoding {
    private static final int PROMPT = 32;
    private static final int NEW = 32;

    private Decoding() {}

    public static void main(String[] args) {
        int vocab = Sizes.M1.vocab();
        try (CausalLm model = Sizes.M1.open(1)) {
            for (int rows : new int[] {1, 8, 64, 256}) {
                List<TokenGroup> full = Sample.groups(rows, PROMPT, 1, NEW, vocab);
                List<int[]> prompts = full.stream().map(TokenGroup::prompt).toList();
                int times = Math.max(1, 16 / rows); // enough work for the clock
                Runnable cached = Contest.repeated(times, () -> generate(model, prompts, NEW));
                long start = Contest.THREAD.getAsLong();
                cached.run();
                double seconds = (Contest.THREAD.getAsLong() - start) / 1e9;
                new Contest(Contest.THREAD, 5)
                        .run(
                                String.format(
                                        Locale.ROOT,
                                        "%d rows, %.0f tokens/s cached; again against cached",
                                        rows,
                                        times * rows * NEW / seconds),
                                Contest.repeated(times, () -> again(model, full)),
                                cached);
            }
        }
    }

    /// Greedy decoding without stop tokens.
    static void generate(CausalLm model, List<int[]> prompts, int tokens) {
        try (var _ = new InferenceMode(true);
                var _ = new TensorScope()) {
            StepwiseModel.Prefill prefill = model.prefill(prompts, 1);
            try (KvCache cache = prefill.cache()) {
                int[] next = likeliest(prefill.logits());
                for (int i = 1; i < tokens; i++) {
                    try (var _ = new TensorScope()) {
                        next = likeliest(model.decode(cache, next));
                    }
                }
            }
        }
    }

    private static int[] likeliest(Tensor logits) {
        var dimension = new LongOptional(1);
        return Arrays.stream(Tensors.toLongs(logits.argmax(dimension, false)))
                .mapToInt(Math::toIntExact)
                .toArray();
    }

    /// For each new token all tokens before it again; logits of the last one alone.
    private static void again(CausalLm model, List<TokenGroup> full) {
        for (int length = 1; length <= NEW; length++) {
            int n = length;
            List<TokenGroup> groups = full.stream().map(g -> cut(g, n)).toList();
            try (var _ = new InferenceMode(true);
                    var _ = new TensorScope()) {
                model.replyLogProbs(GroupBatch.of(groups)).tokens().sum().item_double();
            }
        }
    }

    private static TokenGroup cut(TokenGroup group, int length) {
        int[] ids = Arrays.copyOf(group.replies().getFirst().ids(), length);
        var counts = new boolean[length];
        counts[length - 1] = true;
        return new TokenGroup(group.id(), group.prompt(), List.of(new TokenReply(ids, counts)));
    }

    /// Prompts of random tokens.
    static List<int[]> prompts(int rows, int length, int vocab) {
        return IntStream.range(0, rows).mapToObj(r -> Sample.tokens(length, vocab, r)).toList();
    }
}
