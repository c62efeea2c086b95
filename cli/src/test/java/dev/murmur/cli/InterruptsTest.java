package dev.murmur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class InterruptsTest {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream err = new PrintStream(printed, true, StandardCharsets.UTF_8);

    @Test
    void aSignalIsSeenByTheWorkAndWaitedFor() throws InterruptedException {
        var interrupts = new Interrupts(err, Duration.ofMinutes(1));
        assertThat(interrupts.requested()).isFalse();
        var saved = new CountDownLatch(1);
        Thread work =
                Thread.ofVirtual()
                        .start(() -> {
                            while (!interrupts.requested()) {
                                Thread.onSpinWait();
                            }
                            saved.countDown();
                            interrupts.close();
                        });

        interrupts.shutDown();

        assertThat(saved.getCount()).isZero();
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("stopping at the next point", "kill -9 " + ProcessHandle.current().pid());
        work.join();
    }

    @Test
    void aCommandThatNeverLooksEndsAtOnce() {
        var interrupts = new Interrupts(err, Duration.ofDays(1));

        interrupts.shutDown();

        assertThat(printed.toString(StandardCharsets.UTF_8)).isEmpty();
        assertThat(interrupts.requested()).isFalse();
    }

    @Test
    void aPlainExitIsNotASignal() {
        var interrupts = new Interrupts(err, Duration.ofDays(1));
        assertThat(interrupts.requested()).isFalse();
        interrupts.close();

        interrupts.shutDown();

        assertThat(printed.toString(StandardCharsets.UTF_8)).isEmpty();
        assertThat(interrupts.requested()).isFalse();
    }

    @Test
    void patienceEnds() {
        var interrupts = new Interrupts(err, Duration.ofMillis(1));
        assertThat(interrupts.requested()).isFalse();

        interrupts.shutDown();

        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("no such point within", "without saving");
    }
}
