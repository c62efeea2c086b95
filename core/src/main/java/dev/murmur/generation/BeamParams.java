package dev.murmur.generation;

/// How to search for likely replies.
///
/// @param beams partial replies kept a prompt, at least 2
/// @param n replies returned a prompt, best first, in `[1, beams]`
/// @param lengthPenalty a reply's score is its log-prob over its tokens to this power: 0 is the
///   log-prob itself, 1 the mean, more prefers longer replies
/// @param maxNewTokens longest reply, in tokens
public record BeamParams(
        int beams, int n, double lengthPenalty, EarlyStopping earlyStopping, int maxNewTokens) {
    public BeamParams {
        require(beams >= 2, "beams", beams, "at least 2 (one beam is greedy: temperature 0)");
        require(n >= 1 && n <= beams, "n", n, "in [1, " + beams + "], one of the beams each");
        require(
                Double.isFinite(lengthPenalty) && Math.abs(lengthPenalty) <= 100,
                "length_penalty",
                lengthPenalty,
                "in [-100, 100]");
        require(maxNewTokens >= 1, "max_new_tokens", maxNewTokens, "at least 1");
    }

    private static void require(boolean ok, String key, Number value, String range) {
        if (!ok) {
            throw new IllegalArgumentException(
                    "beam search: " + key + " is " + value + ", must be " + range);
        }
    }
}
