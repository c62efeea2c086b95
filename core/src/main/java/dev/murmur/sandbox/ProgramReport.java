package dev.murmur.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// What comes out of a sandbox, read as it comes: complaints of who sets it up, then what is said
/// with the token. Anything may come, and any amount: of the rest nothing is kept.
final class ProgramReport {
    /// More than what is ever said in earnest.
    private static final int MOST = 1 << 14;

    private final String token;
    private final StringBuilder text = new StringBuilder();

    ProgramReport(String token) {
        this.token = token;
    }

    /// Reads on another thread until the stream ends.
    Thread read(InputStream in) {
        return Thread.ofVirtual()
                .start(() -> {
                    var buffer = new byte[1 << 13];
                    try (in) {
                        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                            add(new String(buffer, 0, n, StandardCharsets.UTF_8));
                        }
                    } catch (IOException e) {
                        add("(" + e.getMessage() + ")"); // closed while it was read
                    }
                });
    }

    boolean started() {
        return said("started").isPresent();
    }

    /// How the program ended, once it said so.
    Optional<ProgramOutcome> outcome() {
        if (said("finished").isPresent()) {
            return Optional.of(ProgramOutcome.FINISHED);
        }
        return said("raised ").map(ProgramReport::raised);
    }

    /// All that was said, on one line.
    synchronized String words() {
        return String.join(", ", text.toString().strip().lines().toList());
    }

    private static ProgramOutcome raised(String what) {
        return new ProgramOutcome(
                what.startsWith("MemoryError")
                        ? ProgramOutcome.End.OUT_OF_MEMORY
                        : ProgramOutcome.End.FAILED,
                what);
    }

    /// The rest of the line that begins with the token and a word.
    private synchronized Optional<String> said(String word) {
        String beginning = token + " " + word;
        return text.toString()
                .lines()
                .filter(line -> line.startsWith(beginning))
                .map(line -> line.substring(beginning.length()))
                .findFirst();
    }

    private synchronized void add(String more) {
        text.append(more, 0, Math.min(more.length(), MOST - text.length()));
    }
}
