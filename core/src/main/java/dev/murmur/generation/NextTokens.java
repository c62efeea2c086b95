package dev.murmur.generation;

/// What the next token of several replies is drawn from, a row each; from [TokenSampler#read].
interface NextTokens {
    /// A token.
    ///
    /// @param logProb how likely the draw was to give it, nats: under temperature and filters, the
    ///   model's own log-prob without them; 0 where nothing is left to chance
    record Draw(int token, double logProb) {}

    /// @param uniform what decides, in `[0, 1)`
    /// @throws IllegalStateException if a logit of the row is not a number or plus infinity, or all
    ///   are minus infinity
    Draw draw(int row, double uniform);
}
