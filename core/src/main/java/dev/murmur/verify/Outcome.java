package dev.murmur.verify;

import java.util.Locale;

/// What became of a comparison.
public enum Outcome {
    /// Within the tolerance.
    PASSED,

    /// Beyond it.
    DIFFERS,

    /// Could not be made: the checkpoint does not load, or what is expected cannot be read.
    FAILED,

    /// What is expected is there, but this version cannot compare it.
    NOT_CHECKED,

    /// Nothing is there to compare with.
    ABSENT;

    /// Whether a run with this outcome may end well. What is absent does no harm, but it never
    /// counts as passed either.
    public boolean acceptable() {
        return this == PASSED || this == ABSENT;
    }

    /// As tables show it: `not checked`.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
