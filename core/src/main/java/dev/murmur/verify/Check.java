package dev.murmur.verify;

/// One comparison with the reference.
///
/// @param what was compared, such as `last logits`
/// @param compared how many numbers; 0 if none could be
/// @param difference the largest absolute difference; of ids, how many differ
/// @param tolerance the largest difference that passes
/// @param note where the first difference is, or why nothing was compared; empty if it passed
public record Check(
        String what,
        int compared,
        double difference,
        double tolerance,
        Outcome outcome,
        String note) {

    /// A comparison that could not be made.
    static Check without(String what, Outcome outcome, String note) {
        return new Check(what, 0, 0, 0, outcome, note);
    }
}
