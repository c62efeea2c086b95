package dev.murmur.cli;

/// What the process returns.
///
/// | code | meaning |
/// |---|---|
/// | 0 | done |
/// | 1 | a check failed, the machine failed (disk full, memory), or Murmur has a bug |
/// | 2 | bad input: options, recipe, data or checkpoint; nothing was written |
/// | 130 | stopped by Ctrl-C or SIGTERM, with everything saved that is needed to go on |
///
/// A JVM that a signal ends reports 128 + the signal's number by itself, so SIGTERM is seen as 143.
public final class ExitCodes {
    public static final int OK = 0;
    public static final int FAILED = 1;
    public static final int BAD_INPUT = 2;
    public static final int STOPPED = 130;

    private ExitCodes() {}
}
