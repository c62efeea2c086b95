package dev.murmur.generation;

import dev.murmur.model.KvCache;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The replies to prompts that entered a batch together, so that all have the same length. Owns
/// their keys and values.
final class Cohort implements AutoCloseable {
    /// Finished replies leave once this share of the rows is left to do: moving the cache costs
    /// about as much as a step.
    private static final double KEEP_BELOW = 0.75;

    private final KvCache cache;
    private List<List<Lane>> groups; // as many lanes each, some of them perhaps finished

    Cohort(KvCache cache, List<List<Lane>> groups) {
        this.cache = cache;
        this.groups = groups;
    }

    KvCache cache() {
        return cache;
    }

    int rows() {
        return cache.rows();
    }

    int growing() {
        return (int) lanes().filter(Lane::growing).count();
    }

    IntStream lastTokens() {
        return lanes().mapToInt(Lane::lastToken);
    }

    private Stream<Lane> lanes() {
        return groups.stream().flatMap(List::stream);
    }

    /// Draws every reply's next token.
    ///
    /// @param from the cohort's first row
    void extend(NextTokens next, int from, ReplyEnd end) {
        int row = from;
        for (List<Lane> group : groups) {
            for (Lane lane : group) {
                if (lane.growing()) {
                    lane.extend(next, row, end);
                }
                row++;
            }
        }
    }

    /// Drops groups that are finished, and as many slots of each other group as are finished in all
    /// of them, when that makes the cohort enough smaller. At least one reply grows.
    void compact() {
        int[] kept =
                IntStream.range(0, groups.size())
                        .filter(g -> groups.get(g).stream().anyMatch(Lane::growing))
                        .toArray();
        int slots =
                Arrays.stream(kept)
                        .map(g -> (int) groups.get(g).stream().filter(Lane::growing).count())
                        .max()
                        .orElseThrow();
        if (kept.length * slots > KEEP_BELOW * rows()) {
            return;
        }
        var keptSlots = new int[kept.length][];
        var lanes = new ArrayList<List<Lane>>();
        for (int i = 0; i < kept.length; i++) {
            List<Lane> group = groups.get(kept[i]);
            keptSlots[i] = growingFirst(group, slots);
            lanes.add(Arrays.stream(keptSlots[i]).mapToObj(group::get).toList());
        }
        cache.keep(kept, keptSlots);
        groups = lanes;
    }

    private static int[] growingFirst(List<Lane> group, int slots) {
        return IntStream.concat(
                        IntStream.range(0, group.size()).filter(s -> group.get(s).growing()),
                        IntStream.range(0, group.size()).filter(s -> !group.get(s).growing()))
                .limit(slots)
                .sorted()
                .toArray();
    }

    @Override
    public void close() {
        cache.close();
    }
}
