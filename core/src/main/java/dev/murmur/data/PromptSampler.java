package dev.murmur.data;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/// Draws the prompts of an iteration: without replacement until all were drawn, and never the same
/// one twice in an iteration. The draw depends only on the prompts, the seed and the iteration.
public final class PromptSampler {
    private final List<Prompt> prompts;
    private final TreeMap<String, List<Integer>> sources = new TreeMap<>();
    private final long seed;

    public PromptSampler(List<Prompt> prompts, PromptSampling sampling, long seed) {
        this.prompts = List.copyOf(prompts);
        this.seed = seed;
        for (int i = 0; i < prompts.size(); i++) {
            String source = sampling == PromptSampling.UNIFORM ? "" : prompts.get(i).source();
            sources.computeIfAbsent(source, _ -> new ArrayList<>()).add(i);
        }
    }

    /// @param iteration from 1
    /// @param n the same in every iteration
    /// @throws IllegalArgumentException if there are fewer than `n` prompts
    public List<Prompt> sample(int iteration, int n) {
        if (n > prompts.size()) {
            throw new IllegalArgumentException(
                    "an iteration wants " + n + " prompts, the data has " + prompts.size());
        }
        List<Deck> decks = new ArrayList<>();
        sources.forEach((source, indices) -> decks.add(new Deck(source, indices)));
        Set<Integer> drawn = Set.of();
        for (int i = 1; i <= iteration; i++) {
            drawn = deal(decks, i, n);
        }
        return drawn.stream().map(prompts::get).toList();
    }

    /// Takes one prompt from each source in turn until there are `n`.
    private Set<Integer> deal(List<Deck> decks, int iteration, int n) {
        int[] order =
                KeyedRandom.permutation(
                        decks.size(),
                        KeyedRandom.key(seed, "source-order", Integer.toString(iteration)));
        var drawn = new LinkedHashSet<Integer>();
        for (int round = 0; drawn.size() < n; round++) {
            for (int i = 0; i < order.length && drawn.size() < n; i++) {
                Deck deck = decks.get(order[i]);
                if (round < deck.indices.size()) {
                    drawn.add(deck.draw(drawn));
                }
            }
        }
        return drawn;
    }

    /// The prompts of a source, shuffled again whenever all were drawn.
    private final class Deck {
        private final String source;
        private final List<Integer> indices;
        private final Deque<Integer> left = new ArrayDeque<>();
        private int shuffles;

        Deck(String source, List<Integer> indices) {
            this.source = source;
            this.indices = indices;
        }

        int draw(Set<Integer> drawn) {
            if (left.isEmpty()) {
                shuffle(drawn);
            }
            return left.removeFirst();
        }

        /// Those already drawn in this iteration go to the bottom, to be drawn in a later one.
        private void shuffle(Set<Integer> drawn) {
            long key = KeyedRandom.key(seed, "prompt-order", source + "/" + shuffles++);
            List<Integer> late = new ArrayList<>();
            for (int i : KeyedRandom.permutation(indices.size(), key)) {
                int index = indices.get(i);
                if (drawn.contains(index)) {
                    late.add(index);
                } else {
                    left.addLast(index);
                }
            }
            left.addAll(late);
        }
    }
}
