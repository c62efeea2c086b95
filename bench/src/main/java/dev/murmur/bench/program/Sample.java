package dev.murmur.bench.program;

import dev.murmur.data.KeyedRandom;
import dev.murmur.data.TokenGroup;
import dev.murmur.data.TokenReply;
import java.util.List;
import java.util.stream.IntStream;

/// Groups of random tokens.
final class Sample {
    private static final long SEED = 1;

    private Sample() {}

    static int[] tokens(int length, int vocab, long key) {
        return IntStream.range(0, length).map(i -> KeyedRandom.below(vocab, key, i)).toArray();
    }

    /// Groups of equal shape.
    static List<TokenGroup> groups(int count, int prompt, int replies, int reply, int vocab) {
        return IntStream.range(0, count)
                .mapToObj(g -> group("g" + g, prompt, replies, reply, vocab))
                .toList();
    }

    /// Sequences of the demo's length: 20 to 60 tokens, half of them a prompt.
    static List<TokenGroup> shortSequences(int count, int vocab) {
        return IntStream.range(0, count)
                .mapToObj(g -> {
                    int length = 20 + KeyedRandom.below(41, SEED, g);
                    return group("g" + g, length / 2, 1, length - length / 2, vocab);
                })
                .toList();
    }

    private static TokenGroup group(String id, int prompt, int replies, int reply, int vocab) {
        long key = KeyedRandom.key(SEED, "bench", id);
        return new TokenGroup(
                id,
                tokens(prompt, vocab, key),
                IntStream.range(0, replies)
                        .mapToObj(r -> TokenReply.of(tokens(reply, vocab, key + 1 + r)))
                        .toList());
    }
}
