package dev.murmur.evaluation;

import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// How much replies repeat: within themselves, and each other. Over token ids.
final class RepeatedNgrams {
    /// Tokens of the runs that are counted within a reply: shorter ones recur in any text.
    static final int WITHIN = 4;

    /// Tokens of the runs that are counted over replies, as in distinct-2 of Li et al. 2016 (arXiv
    /// 1510.03055).
    static final int OVER = 2;

    private RepeatedNgrams() {}

    /// Mean over replies of the share of a reply's 4-grams that it had said before; 0 for a reply
    /// without any.
    static double within(List<int[]> replies) {
        return replies.stream().mapToDouble(RepeatedNgrams::repeated).average().orElseThrow();
    }

    /// Different 2-grams over all 2-grams of all replies; 1 if there are none. Falls when replies
    /// grow alike, and somewhat when they grow longer.
    static double distinct(List<int[]> replies) {
        long all = replies.stream().mapToLong(reply -> count(reply, OVER)).sum();
        long different = replies.stream().flatMap(reply -> grams(reply, OVER)).distinct().count();
        return all == 0 ? 1 : (double) different / all;
    }

    private static double repeated(int[] reply) {
        int all = count(reply, WITHIN);
        Set<IntBuffer> different = new HashSet<>();
        grams(reply, WITHIN).forEach(different::add);
        return all == 0 ? 0 : 1 - (double) different.size() / all;
    }

    private static int count(int[] reply, int n) {
        return Math.max(0, reply.length - n + 1);
    }

    private static Stream<IntBuffer> grams(int[] reply, int n) {
        return IntStream.range(0, count(reply, n))
                .mapToObj(from -> IntBuffer.wrap(Arrays.copyOfRange(reply, from, from + n)));
    }
}
