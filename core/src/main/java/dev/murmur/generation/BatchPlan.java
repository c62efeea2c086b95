package dev.murmur.generation;

import dev.murmur.model.DecoderConfig;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// Which prompts are continued together: prompts of similar length, as many as the memory for keys,
/// values and logits allows.
public final class BatchPlan {
    /// Bytes of keys and values that a batch may need if every reply grows to its limit.
    private static final long MAX_CACHE = 1L << 30;

    /// Logits of one step: 64 MB in float32.
    private static final long MAX_LOGITS = 16L << 20;

    /// More rows make a step's matrices larger, fewer leave more batches to run side by side.
    private static final long MAX_ROWS = 256;

    private final long bytesPerToken;
    private final long maxRows;
    private final int replies;
    private final int maxNewTokens;

    /// @param replies that grow from each prompt
    public BatchPlan(DecoderConfig config, int bytesPerNumber, int replies, int maxNewTokens) {
        this.bytesPerToken =
                2L * config.layers() * config.kvHeads() * config.headDim() * bytesPerNumber;
        this.maxRows = maxRows(config);
        this.replies = replies;
        this.maxNewTokens = maxNewTokens;
    }

    /// Replies that grow at once, of however many prompts.
    static int maxRows(DecoderConfig config) {
        return (int) Math.max(1, Math.min(MAX_ROWS, MAX_LOGITS / config.vocabSize()));
    }

    /// Bytes of keys and values when every reply of a full batch has grown to its limit; room for
    /// replies doubles as it fills up.
    public long cache(int promptTokens) {
        long room = 2L * Integer.highestOneBit(Math.max(16, maxNewTokens));
        return groups(promptTokens) * bytesPerToken * (promptTokens + replies * room);
    }

    /// @return indices into `prompts`, each once; the longest prompts first, at least one a batch
    List<List<Integer>> of(List<EncodedPrompt> prompts) {
        List<Integer> order = longestFirst(prompts);
        var batches = new ArrayList<List<Integer>>();
        for (int from = 0; from < order.size(); ) {
            int longest = prompts.get(order.get(from)).tokens().length;
            int to = Math.min(order.size(), from + groups(longest));
            batches.add(order.subList(from, to));
            from = to;
        }
        return batches;
    }

    /// Deals prompts out, so that each share is as much work as the others.
    ///
    /// @param most shares
    /// @return indices into `prompts`, each once; the longest prompts of each share first
    List<List<Integer>> shares(List<EncodedPrompt> prompts, int most) {
        List<Integer> order = longestFirst(prompts);
        int shares = Math.min(most, prompts.size());
        return IntStream.range(0, shares)
                .mapToObj(share ->
                        IntStream.range(0, order.size())
                                .filter(i -> i % shares == share)
                                .mapToObj(order::get)
                                .toList())
                .toList();
    }

    private static List<Integer> longestFirst(List<EncodedPrompt> prompts) {
        Comparator<Integer> byLength = Comparator.comparingInt(i -> prompts.get(i).tokens().length);
        return IntStream.range(0, prompts.size()).boxed().sorted(byLength.reversed()).toList();
    }

    /// Prompts of a length that share a batch.
    public int groups(int promptTokens) {
        long perGroup = promptTokens + (long) replies * maxNewTokens;
        long byMemory = MAX_CACHE / (bytesPerToken * perGroup);
        return (int) Math.max(1, Math.min(byMemory, maxRows / replies));
    }
}
