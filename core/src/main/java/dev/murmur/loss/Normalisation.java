package dev.murmur.loss;

/// What the tokens of a batch are averaged over.
public enum Normalisation {
    /// Every token weighs the same, so long replies weigh more (DAPO).
    TOKENS,
    /// Every reply weighs the same, so tokens of long replies weigh less (GRPO).
    REPLIES,
    /// Every token weighs the same, over the tokens that replies could have had: no reply's weight
    /// depends on the lengths of others (Dr. GRPO).
    LONGEST;

    /// How much a reply counts in the divisor.
    double items(int tokens, int maxTokens) {
        return switch (this) {
            case TOKENS -> tokens;
            case REPLIES -> 1;
            case LONGEST -> maxTokens;
        };
    }

    /// What the loss of each of its tokens is multiplied by in the sum.
    double weight(int tokens) {
        return this == REPLIES ? 1.0 / tokens : 1;
    }
}
