package dev.murmur.online;

import dev.murmur.data.PreferencePair;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a [PairSelector] made of its prompts.
///
/// @param skipped reason to number of prompts, in the order of the reasons' names; prompts in =
///   pairs + skipped
public record Selection(List<PreferencePair> pairs, SortedMap<String, Integer> skipped) {
    public Selection {
        pairs = List.copyOf(pairs);
        skipped = Collections.unmodifiableSortedMap(new TreeMap<>(skipped));
    }

    public int skippedPrompts() {
        return skipped.values().stream().mapToInt(n -> n).sum();
    }
}
