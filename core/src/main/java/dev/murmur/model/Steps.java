package dev.murmur.model;

import dev.murmur.nn.AttentionPlan;
import dev.murmur.nn.Segment;
import dev.murmur.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/// The steps of a [StepwiseModel].
///
/// @param head hidden states to logits, float32
record Steps(Decoder trunk, UnaryOperator<Tensor> head) {
    StepwiseModel.Prefill prefill(List<int[]> prompts, int slots) {
        int[] lengths = prompts.stream().mapToInt(p -> p.length).toArray();
        var segments = new ArrayList<Segment>();
        int size = 0;
        for (int length : lengths) {
            segments.add(new Segment(size, length, 0, 0));
            size += length;
        }
        Decoder.LayerAttention within = trunk.over(new AttentionPlan(segments, size));
        Tensor padded = ids(paddedIndex(segments));
        int layers = trunk.config().layers();
        var keys = new Tensor[layers];
        var values = new Tensor[layers];
        Tensor hidden =
                trunk.run(
                        ids(prompts.stream().flatMapToInt(Arrays::stream).toArray()),
                        ids(Arrays.stream(lengths).flatMap(n -> IntStream.range(0, n)).toArray()),
                        (layer, q, k, v) -> {
                            keys[layer] = KvCache.owned(byPrompt(k, padded, lengths.length));
                            values[layer] = KvCache.owned(byPrompt(v, padded, lengths.length));
                            return within.attend(layer, q, k, v);
                        });
        Tensor last = ids(segments.stream().mapToInt(s -> s.start() + s.length() - 1).toArray());
        return new StepwiseModel.Prefill(
                new KvCache(trunk.config(), lengths, slots, keys, values),
                logits(hidden.index_select(0, last)));
    }

    private Tensor ids(int... values) {
        return Tensors.indices(trunk.embedding(), values);
    }

    /// On the CPU, where tokens are drawn.
    private Tensor logits(Tensor hidden) {
        return head.apply(hidden).cpu();
    }

    private static int[] paddedIndex(List<Segment> prompts) {
        int longest = prompts.stream().mapToInt(Segment::length).max().orElseThrow();
        return prompts.stream()
                .flatMapToInt(s ->
                        IntStream.range(0, longest)
                                .map(i -> s.start() + Math.min(i, s.length() - 1)))
                .toArray();
    }

    private static Tensor byPrompt(Tensor packed, Tensor padded, int prompts) {
        return packed.index_select(0, padded)
                .view(prompts, -1, packed.size(1), packed.size(2))
                .transpose(1, 2)
                .contiguous(); // [prompts, kvHeads, longest, headDim]
    }

    Tensor decode(List<KvCache> caches, int[] tokens) {
        int rows = caches.stream().mapToInt(KvCache::rows).sum();
        if (tokens.length != rows) {
            throw new IllegalArgumentException(
                    "got " + tokens.length + " tokens for " + rows + " rows");
        }
        int[] positions = caches.stream().flatMapToInt(KvCache::positions).toArray();
        Tensor hidden =
                trunk.run(
                        ids(tokens),
                        ids(positions),
                        caches.size() == 1 ? caches.getFirst()::attend : over(caches));
        caches.forEach(KvCache::advance);
        return logits(hidden);
    }

    /// Each row attends within its own cache.
    private static Decoder.LayerAttention over(List<KvCache> caches) {
        return (layer, q, k, v) -> {
            var parts = new TensorVector();
            long from = 0;
            for (KvCache cache : caches) {
                long rows = cache.rows();
                parts.push_back(
                        cache.attend(
                                layer,
                                q.narrow(0, from, rows),
                                k.narrow(0, from, rows),
                                v.narrow(0, from, rows)));
                from += rows;
            }
            return torch.cat(parts);
        };
    }
}
