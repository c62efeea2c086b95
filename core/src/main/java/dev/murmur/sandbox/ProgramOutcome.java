package dev.murmur.sandbox;

/// How a program ended.
///
/// @param detail in words, for people; empty for one that finished
public record ProgramOutcome(End end, String detail) {
    static final ProgramOutcome FINISHED = new ProgramOutcome(End.FINISHED, "");

    /// The ends there are.
    public enum End {
        /// Its last statement was reached and done.
        FINISHED,
        /// It raised something, left early or was ended by a signal.
        FAILED,
        TIMED_OUT,
        OUT_OF_MEMORY
    }

    /// Whether all of it ran, its tests included.
    public boolean finished() {
        return end == End.FINISHED;
    }
}
