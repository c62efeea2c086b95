package dev.murmur.metrics;

/// What long work needs from whoever started it.
///
/// @param progress where to say how far it is
/// @param stop whether to stop at the next point from which it can be resumed
public record RunContext(Progress progress, StopSignal stop) {
    /// Silent and unstoppable, for tests.
    public static final RunContext QUIET = new RunContext(Progress.NONE, StopSignal.NEVER);
}
