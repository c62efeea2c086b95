package dev.murmur.data;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// Splits work into batches of about equal cost: a number of tokens, not of rows.
public final class TokenBudget {
    private TokenBudget() {}

    /// Packs the groups of an optimiser step into few batches: the longest first, each into the
    /// first batch that has room (first-fit decreasing: at most 11/9 of the fewest possible, and
    /// one). It takes time in proportion to groups times batches.
    ///
    /// @param maxTokens most tokens of a batch; a group longer than that gets a batch of its own
    /// @return for each batch the indices of its groups, in their order
    public static List<int[]> pack(List<TokenGroup> groups, int maxTokens) {
        int[] tokens = tokens(groups);
        var batches = new ArrayList<IntStream.Builder>();
        var sums = new int[tokens.length];
        for (int i : longestFirst(tokens)) {
            int batch = 0;
            while (sums[batch] > 0 && sums[batch] + tokens[i] > maxTokens) {
                batch++;
            }
            if (batch == batches.size()) {
                batches.add(IntStream.builder());
            }
            batches.get(batch).add(i);
            sums[batch] += tokens[i];
        }
        return batches.stream().map(batch -> batch.build().sorted().toArray()).toList();
    }

    /// Packs the groups of an optimiser step into batches of about the same size, as many as a
    /// number of them that run side by side takes: with as small a budget as makes no more batches
    /// than [#pack] does, rounded up to a multiple.
    ///
    /// @param multiple of which the number of batches is to be, where there are groups enough
    /// @param leastTokens of a batch on average, for more batches than [#pack] makes
    /// @return as [#pack]
    public static List<int[]> packEvenly(
            List<TokenGroup> groups, int maxTokens, int multiple, int leastTokens) {
        List<int[]> even = pack(groups, maxTokens);
        int total = groups.stream().mapToInt(TokenGroup::tokens).sum();
        int rounded = Math.ceilDiv(even.size(), multiple) * multiple;
        int most = Math.max(even.size(), Math.min(rounded, total / leastTokens));
        int tooSmall = 0;
        int budget = maxTokens;
        while (budget - tooSmall > 1) {
            int between = tooSmall + (budget - tooSmall) / 2;
            List<int[]> smaller = pack(groups, between);
            if (smaller.size() <= most) {
                even = smaller;
                budget = between;
            } else {
                tooSmall = between;
            }
        }
        return even;
    }

    /// Packs groups by length, longest first, so that a batch holds similar ones and running out of
    /// memory shows at once.
    ///
    /// @return as [#pack]
    public static List<int[]> packByLength(List<TokenGroup> groups, int maxTokens) {
        int[] tokens = tokens(groups);
        var batches = new ArrayList<int[]>();
        var current = IntStream.builder();
        int sum = 0;
        for (int i : longestFirst(tokens)) {
            if (sum > 0 && sum + tokens[i] > maxTokens) {
                batches.add(current.build().toArray());
                current = IntStream.builder();
                sum = 0;
            }
            current.add(i);
            sum += tokens[i];
        }
        if (sum > 0) {
            batches.add(current.build().toArray());
        }
        return batches;
    }

    private static int[] tokens(List<TokenGroup> groups) {
        return groups.stream().mapToInt(TokenGroup::tokens).toArray();
    }

    private static int[] longestFirst(int[] tokens) {
        return IntStream.range(0, tokens.length)
                .boxed()
                .sorted(Comparator.comparingInt((Integer i) -> tokens[i]).reversed())
                .mapToInt(Integer::intValue)
                .toArray();
    }
}
