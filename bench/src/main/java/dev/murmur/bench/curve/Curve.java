package dev.murmur.bench.curve;

import dev.murmur.data.KeyedRandom;
import dev.murmur.data.TokenGroup;
import dev.murmur.data.TokenReply;
import java.util.List;
import java.util.stream.IntStream;

/// Something that grows while all else stays. All but [#PAIRS] measure a forward and a backward
/// pass over groups of random tokens.
enum Curve {
    REPLIES("replies to a prompt, K", "15m, one prompt of 256 tokens, replies of 64"),
    PROMPT("tokens of the prompt", "15m, two replies of 128 tokens"),
    VOCABULARY(
            "tokens in the vocabulary",
            "the 15m's trunk, four prompts of 128 tokens with two replies of 64"),
    SIZE("million parameters", "four prompts of 128 tokens with two replies of 64"),
    PAIRS(
            "pairs in the file",
            "murmur run, kind preference, 0.8m: reading and encoding until training begins, and memory"
                    + " over its first steps; 100 + 2 x 100 words a pair");

    private static final long SEED = 1;

    private final String axis;
    private final String setting;

    Curve(String axis, String setting) {
        this.axis = axis;
        this.setting = setting;
    }

    /// What grows.
    String axis() {
        return axis;
    }

    /// What does not.
    String setting() {
        return setting;
    }

    /// Where it is measured.
    IntStream points() {
        return switch (this) {
            case REPLIES -> IntStream.of(1, 2, 4, 8, 16, 32);
            case PROMPT -> IntStream.of(64, 128, 256, 512, 1024, 2048);
            case VOCABULARY -> IntStream.of(32_000, 64_000, 96_000, 128_000);
            case SIZE -> IntStream.of(15, 40, 110);
            case PAIRS -> IntStream.of(1_000, 3_000, 10_000, 30_000, 100_000);
        };
    }

    Llama model(int x) {
        return switch (this) {
            case REPLIES, PROMPT -> Llama.M15;
            case VOCABULARY -> Llama.M15.withVocabulary(x);
            case SIZE -> x == 15 ? Llama.M15 : x == 40 ? Llama.M40 : Llama.M110;
            case PAIRS -> Llama.TINY;
        };
    }

    /// What a step computes; nothing for [#PAIRS].
    List<TokenGroup> groups(int x) {
        int vocab = model(x).vocab();
        return switch (this) {
            case REPLIES -> List.of(group(0, 256, x, 64, vocab));
            case PROMPT -> List.of(group(0, x, 2, 128, vocab));
            case VOCABULARY, SIZE ->
                    IntStream.range(0, 4).mapToObj(i -> group(i, 128, 2, 64, vocab)).toList();
            case PAIRS -> List.of();
        };
    }

    private static TokenGroup group(int index, int prompt, int replies, int reply, int vocab) {
        long key = KeyedRandom.key(SEED, "curve", "g" + index);
        return new TokenGroup(
                "g" + index,
                tokens(prompt, vocab, key),
                IntStream.range(0, replies)
                        .mapToObj(r -> TokenReply.of(tokens(reply, vocab, key + 1 + r)))
                        .toList());
    }

    private static int[] tokens(int length, int vocab, long key) {
        return IntStream.range(0, length).map(i -> KeyedRandom.below(vocab, key, i)).toArray();
    }
}
