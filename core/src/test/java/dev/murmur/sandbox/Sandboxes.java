package dev.murmur.sandbox;

import org.junit.jupiter.api.Assumptions;

/// Sandboxes for tests.
public final class Sandboxes {
    private Sandboxes() {}

    /// Skips the test, saying why, where the system allows none.
    public static PythonSandbox orSkip(SandboxLimits limits) {
        try {
            return PythonSandbox.open(limits);
        } catch (SandboxException e) {
            return Assumptions.abort(e.getMessage());
        }
    }
}
