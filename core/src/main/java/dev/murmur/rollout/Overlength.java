package dev.murmur.rollout;

import dev.murmur.settings.Check;
import dev.murmur.settings.Default;
import dev.murmur.settings.Doc;

/// A price on replies that come close to the length limit: DAPO's soft punishment, Eq. 13 of Yu et
/// al. 2025 ([arXiv 2503.14476](https://arxiv.org/abs/2503.14476)).
///
/// @param buffer tokens before the limit over which the price grows from 0, `>= 1`
/// @param factor the price at the limit, in the reward's unit, `> 0`
public record Overlength(
        @Doc("tokens before the limit over which the price grows from 0") int buffer,
        @Doc("the price at the limit, in the reward's unit") @Default("1.0") double factor) {
    public Overlength {
        new Check()
                .atLeast(1, "buffer", buffer)
                .require(factor > 0, "factor", factor, "> 0 (1 is usual)")
                .verify();
    }

    /// @param tokens of the reply
    /// @param maxTokens longest reply
    double price(int tokens, int maxTokens) {
        int over = Math.clamp(tokens - (maxTokens - buffer), 0, buffer);
        return factor * over / buffer;
    }
}
