package dev.murmur.data;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// Splits work into batches of about equal cost: a number of tokens, not of rows.
public final class TokenBudget {
    private TokenBudget() {}

    /// Packs groups in their order.
    ///
    /// @param maxTokens most tokens of a batch; a group longer than that gets a batch of its own
    /// @return for each batch the indices of its groups
    public static List<int[]> pack(List<TokenGroup> groups, int maxTokens) {
        return pack(groups, IntStream.range(0, groups.size()).boxed().toList(), maxTokens);
    }

    /// Packs groups by length, longest first, so that a batch holds similar ones and running out of
    /// memory shows at once.
    public static List<int[]> packByLength(List<TokenGroup> groups, int maxTokens) {
        var order = new ArrayList<>(IntStream.range(0, groups.size()).boxed().toList());
        order.sort(Comparator.comparingInt((Integer i) -> groups.get(i).tokens()).reversed());
        return pack(groups, order, maxTokens);
    }

    private static List<int[]> pack(List<TokenGroup> groups, List<Integer> order, int maxTokens) {
        var batches = new ArrayList<int[]>();
        var current = IntStream.builder();
        int tokens = 0;
        for (int i : order) {
            int cost = groups.get(i).tokens();
            if (tokens > 0 && tokens + cost > maxTokens) {
                batches.add(current.build().toArray());
                current = IntStream.builder();
                tokens = 0;
            }
            current.add(i);
            tokens += cost;
        }
        if (tokens > 0) {
            batches.add(current.build().toArray());
        }
        return batches;
    }
}
