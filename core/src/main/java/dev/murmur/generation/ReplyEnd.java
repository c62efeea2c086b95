package dev.murmur.generation;

import java.util.Set;

/// What ends a reply before its longest length.
@FunctionalInterface
interface ReplyEnd {
    /// Asked after each token.
    ///
    /// @param ids of the reply are the first of these; not to be changed or kept
    /// @param length how many of them, at least 1
    boolean reached(int[] ids, int length);

    /// One of some tokens.
    static ReplyEnd at(Set<Integer> stops) {
        Set<Integer> all = Set.copyOf(stops);
        return (ids, length) -> all.contains(ids[length - 1]);
    }
}
