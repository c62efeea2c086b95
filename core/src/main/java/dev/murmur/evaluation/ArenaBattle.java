package dev.murmur.evaluation;

import org.jspecify.annotations.Nullable;

/// A model's reply to a question against the baseline's, in two games that show them either way.
///
/// @param model what is measured
/// @param question its id
/// @param baselineFirst the verdict with the baseline's reply as A; null if none could be read
/// @param modelFirst the verdict with the model's reply as A; likewise
/// @param style of the model's reply
/// @param baselineStyle of the baseline's
public record ArenaBattle(
        String model,
        String question,
        @Nullable ArenaVerdict baselineFirst,
        @Nullable ArenaVerdict modelFirst,
        ReplyStyle style,
        ReplyStyle baselineStyle) {
    /// How much both games count together; 0 if neither can be read.
    int weight() {
        return weight(baselineFirst) + weight(modelFirst);
    }

    /// How much of the weight the model won, half of a tie.
    double won() {
        double won = weight(baselineFirst);
        if (baselineFirst != null) {
            won -= baselineFirst.weight() * baselineFirst.preference();
        }
        if (modelFirst != null) {
            won += modelFirst.weight() * modelFirst.preference();
        }
        return won;
    }

    int unreadable() {
        return (baselineFirst == null ? 1 : 0) + (modelFirst == null ? 1 : 0);
    }

    private static int weight(@Nullable ArenaVerdict verdict) {
        return verdict == null ? 0 : verdict.weight();
    }
}
