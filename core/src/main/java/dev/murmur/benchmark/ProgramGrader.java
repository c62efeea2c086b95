package dev.murmur.benchmark;

import dev.murmur.sandbox.ProgramOutcome;
import dev.murmur.sandbox.PythonSandbox;
import dev.murmur.sandbox.SandboxLimits;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Runs replies as programs, followed by the question's tests: right is what comes to its end.
///
/// @param continuesQuestion whether a program begins with the question itself
record ProgramGrader(PythonSandbox sandbox, boolean continuesQuestion) implements Grader {
    /// The reference's: human-eval, and `code_eval` that lm-eval uses.
    private static final Duration TIME = Duration.ofSeconds(3);

    private static final String PASS = "pass";
    private static final String TIMED_OUT = "timed_out";
    private static final String OUT_OF_MEMORY = "out_of_memory";

    /// @throws dev.murmur.sandbox.SandboxException if this system cannot have a sandbox
    static ProgramGrader open(boolean continuesQuestion) {
        return new ProgramGrader(PythonSandbox.open(SandboxLimits.of(TIME)), continuesQuestion);
    }

    @Override
    public List<Metric> metrics() {
        return List.of(
                new Metric("pass@1", PASS, 1),
                new Metric("pass@10", PASS, 10),
                new Metric("pass@100", PASS, 100));
    }

    @Override
    public List<String> counted() {
        return List.of(TIMED_OUT, OUT_OF_MEMORY);
    }

    @Override
    public Mark mark(GeneratedQuestion question, String reply) {
        String program =
                (continuesQuestion ? question.asked() : "") + reply + "\n" + question.reference();
        ProgramOutcome outcome = sandbox.run(program);
        return new Mark(
                new TreeMap<>(Map.of(PASS, outcome.finished())),
                switch (outcome.end()) {
                    case TIMED_OUT -> List.of(TIMED_OUT);
                    case OUT_OF_MEMORY -> List.of(OUT_OF_MEMORY);
                    case FINISHED, FAILED -> List.of();
                },
                outcome.detail());
    }

    @Override
    public Map<String, String> conditions() {
        SandboxLimits limits = sandbox.limits();
        return Map.of(
                "python",
                sandbox.pythonVersion(),
                "sandbox",
                "%d s, %d MiB".formatted(limits.time().toSeconds(), limits.memoryBytes() >> 20));
    }
}
