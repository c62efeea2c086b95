package dev.murmur.data;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What [DataCheck] found in a file.
///
/// @param rows how many there are, the broken ones included
/// @param findings what somebody should look at, in the order it was first met
/// @param sources how many good rows each source has, by name
/// @param unit what lengths are counted in: `tokens` or `characters`
/// @param promptLength mean over good rows
/// @param replyLength mean over their replies, NaN when there are none
/// @param ties good rows with equal ranks
/// @param skew how length and preference go together, where replies compete
/// @param labels how many replies have which label, and how long they are; null where none has one
/// @param seams borders that one text would not have, null without a tokenizer or without replies
/// @param example the first good row as the model sees it; empty without a tokenizer
public record DataReport(
        DataKind kind,
        long rows,
        List<Finding> findings,
        Map<String, Long> sources,
        String unit,
        double promptLength,
        double replyLength,
        long ties,
        @Nullable LengthSkew skew,
        @Nullable Labels labels,
        @Nullable Seams seams,
        List<Span> example) {
    /// Something wrong with rows.
    ///
    /// @param rows how many
    /// @param first `file:line` of the first
    public record Finding(String what, long rows, String first) {}

    /// Lengths of preferred and less preferred replies, over all pairs of replies with different
    /// ranks.
    ///
    /// @param longerWins share of pairs with different lengths in which the longer is preferred,
    ///   NaN if there are none
    public record LengthSkew(
            long comparisons, double preferred, double lessPreferred, double longerWins) {}

    /// Labelled replies.
    ///
    /// @param desirableLength mean over them, NaN if there are none
    /// @param undesirableLength mean over the others, NaN if there are none
    public record Labels(
            long desirable, double desirableLength, long undesirable, double undesirableLength) {}

    /// Borders between prompts and replies.
    ///
    /// @param first `file:line` and tokens of the first that one text would not have, empty if
    ///   there is none
    public record Seams(Borders borders, String first) {}

    /// A run of tokens of which all count in a loss, or none.
    public record Span(String text, boolean counts) {}
}
