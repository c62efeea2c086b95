package dev.murmur.sandbox;

import dev.murmur.sandbox.ProgramOutcome.End;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// One program in its sandbox, watched from outside. Nothing of it is left once this is closed.
///
/// Whether it finished is known by a token that is made for it alone: a program that only says so,
/// or leaves before its end, does not know it.
final class RunningProgram implements AutoCloseable {
    /// For setting the sandbox up, on a busy machine.
    static final Duration START = Duration.ofSeconds(30);

    /// How often it is looked at.
    private static final long LOOK_MILLIS = 20;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final SandboxLimits limits;
    private final String token = token();
    private final ProgramReport report = new ProgramReport(token);
    private final Process process;
    private final Thread reader;

    RunningProgram(ProcessBuilder builder, SandboxLimits limits) {
        this.limits = limits;
        try {
            this.process = builder.start();
        } catch (IOException e) {
            throw new SandboxException("no process could be started: " + e.getMessage(), e);
        }
        this.reader = report.read(process.getInputStream());
    }

    ProgramOutcome outcome(String program) {
        try {
            hand(program);
            waitForStart();
            return watch();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SandboxException("interrupted while a program ran", e);
        }
    }

    private void hand(String program) {
        try (OutputStream out = process.getOutputStream()) {
            out.write((token + "\n" + program).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // Nobody reads: then nobody says either that it started.
        }
    }

    private void waitForStart() throws InterruptedException {
        long since = System.nanoTime();
        while (!report.started()) {
            boolean ended = process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            if (ended) {
                reader.join();
            }
            if (!report.started() && (ended || passed(since).compareTo(START) > 0)) {
                throw new SandboxException("the sandbox did not start: " + report.words());
            }
        }
    }

    private ProgramOutcome watch() throws InterruptedException {
        long since = System.nanoTime();
        while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
            Optional<ProgramOutcome> said = report.outcome();
            if (said.isPresent()) {
                return said.get();
            }
            if (passed(since).compareTo(limits.time()) > 0) {
                return new ProgramOutcome(
                        End.TIMED_OUT, "ran for more than " + limits.time().toMillis() + " ms");
            }
            if (memory() > limits.memoryBytes()) {
                return new ProgramOutcome(
                        End.OUT_OF_MEMORY,
                        "its processes used more than " + limits.memoryBytes() + " bytes");
            }
        }
        reader.join();
        return report.outcome()
                .orElse(new ProgramOutcome(End.FAILED, "left before its last statement was done"));
    }

    private static String token() {
        var bytes = new byte[16];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static Duration passed(long since) {
        return Duration.ofNanos(System.nanoTime() - since);
    }

    /// Bytes of memory that its processes use together. Each has a limit of its own, which says
    /// nothing of all.
    private long memory() {
        return process.descendants().mapToLong(one -> memory(one.pid())).sum();
    }

    private static long memory(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
                    .sum();
        } catch (IOException e) {
            return 0; // it has ended
        }
    }

    /// Ends what is left of it. With the first process of a namespace the kernel ends all others,
    /// before its parent hears of it.
    @Override
    public void close() {
        process.children().forEach(ProcessHandle::destroyForcibly);
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
