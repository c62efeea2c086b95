package dev.murmur.online;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.murmur.data.AtomicFiles;
import dev.murmur.data.DataException;
import dev.murmur.metrics.StopSignal;
import dev.murmur.metrics.StoppedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PhaseLedgerTest {
    @TempDir Path run;
    private final AtomicLong millis = new AtomicLong();
    private int bodies;

    @BeforeEach
    void writeInput() throws IOException {
        Files.createDirectories(run.resolve("policy/sub"));
        Files.writeString(run.resolve("policy/config.json"), "{}");
        Files.writeString(run.resolve("policy/sub/weights"), "1 2 3");
    }

    @Test
    void aFinishedPhaseIsNotRunAgain() {
        run(phase("0.7"));
        run(phase("0.7"));
        assertThat(bodies).isEqualTo(1);
    }

    @Test
    void theDoneFileSaysWhatWasReadAndWritten() {
        run(phase("0.7"));
        PhaseRecord done = PhaseRecord.read(run.resolve("iteration-1/sample.done.json"));
        assertThat(done.phase()).isEqualTo("sample");
        assertThat(done.key()).matches("[0-9a-f]{64}");
        assertThat(done.settings()).containsExactly(Map.entry("temperature", "0.7"));
        assertThat(done.inputs()).containsOnlyKeys("policy/config.json", "policy/sub/weights");
        assertThat(done.files())
                .containsOnlyKeys("replies.jsonl", "model/a", "model/b")
                .containsEntry(
                        "replies.jsonl",
                        AtomicFiles.sha256(run.resolve("iteration-1/replies.jsonl")));
    }

    @Test
    void anotherSettingUnderAFinishedPhaseIsAnError() {
        run(phase("0.7"));
        assertThatThrownBy(() -> run(phase("1.0")))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        run.resolve("iteration-1/sample.done.json")
                                + ": iteration-1/sample was finished with other settings or"
                                + " inputs: temperature was 0.7, is now 1.0; set them back to go"
                                + " on here, or start anew in another output folder");
    }

    @Test
    void otherInputsUnderAFinishedPhaseAreAnError() throws IOException {
        run(phase("0.7"));
        Files.writeString(run.resolve("policy/config.json"), "{ }");
        Files.delete(run.resolve("policy/sub/weights"));
        Files.writeString(run.resolve("policy/new"), "");
        assertThatThrownBy(() -> run(phase("0.7")))
                .hasMessageContaining(
                        ": policy/config.json has other contents; policy/new is new;"
                                + " policy/sub/weights was read, is now gone; set");
    }

    @Test
    void aPhaseWhoseFilesWereChangedOrDeletedRunsAgain() throws IOException {
        run(phase("0.7"));
        Map<String, String> before = RunFiles.read(run);
        Files.writeString(run.resolve("iteration-1/replies.jsonl"), "changed");
        run(phase("0.7"));
        assertThat(bodies).isEqualTo(2);
        Files.delete(run.resolve("iteration-1/model/b"));
        run(phase("0.7"));
        assertThat(bodies).isEqualTo(3);
        assertThat(RunFiles.read(run)).isEqualTo(before);
    }

    @Test
    void aPhaseThatFailsLeavesNoDoneFileAndRunsAgain() {
        assertThatThrownBy(() ->
                        ledger(StopSignal.NEVER)
                                .run(
                                        phase("0.7"),
                                        () -> {
                                            throw new IllegalStateException("killed");
                                        }))
                .hasMessage("killed");
        assertThat(run.resolve("iteration-1/sample.done.json")).doesNotExist();
        run(phase("0.7"));
        assertThat(bodies).isEqualTo(1);
    }

    @Test
    void aRequestedStopIsHonouredBetweenPhases() {
        assertThatThrownBy(() -> ledger(() -> true).run(phase("0.7"), () -> body(phase("0.7"))))
                .isInstanceOf(StoppedException.class)
                .hasMessage("stopped before iteration-1/sample");
        assertThat(bodies).isZero();
        run(phase("0.7"));
        ledger(() -> true).run(phase("0.7"), () -> body(phase("0.7")));
        assertThat(bodies).isEqualTo(1);
    }

    @Test
    void timingsOfRunPhasesAreAppended() {
        run(phase("0.7"));
        run(phase("0.7"));
        assertThat(run.resolve("timings.jsonl"))
                .hasContent("{\"phase\":\"iteration-1/sample\",\"seconds\":1.5}");
    }

    @Test
    void aDamagedDoneFileIsNamed() throws IOException {
        run(phase("0.7"));
        Files.writeString(run.resolve("iteration-1/sample.done.json"), "{\"phase\": \"sam");
        assertThatThrownBy(() -> run(phase("0.7")))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(run.resolve("iteration-1/sample.done.json") + " is damaged")
                .hasMessageEndingWith("delete it and its phase runs again");
    }

    @Test
    void aMissingInputIsNamed() {
        var phase =
                new Phase(
                        "sample",
                        run.resolve("iteration-1"),
                        new TreeMap<>(),
                        new TreeMap<>(Map.of("policy", run.resolve("nowhere"))),
                        List.of());
        assertThatThrownBy(() -> run(phase))
                .isInstanceOf(DataException.class)
                .hasMessage(run.resolve("nowhere") + " does not exist");
    }

    private void run(Phase phase) {
        ledger(StopSignal.NEVER).run(phase, () -> body(phase));
    }

    private PhaseLedger ledger(StopSignal stop) {
        return new PhaseLedger(run, stop, this::now);
    }

    private Instant now() {
        return Instant.ofEpochMilli(millis.getAndAdd(1500));
    }

    private void body(Phase phase) {
        bodies++;
        AtomicFiles.writeText(phase.folder().resolve("replies.jsonl"), out -> out.write("hi\n"));
        AtomicFiles.writeFolder(
                phase.folder().resolve("model"),
                folder -> {
                    Files.writeString(folder.resolve("a"), "1");
                    Files.writeString(folder.resolve("b"), "2");
                });
    }

    private Phase phase(String temperature) {
        return new Phase(
                "sample",
                run.resolve("iteration-1"),
                new TreeMap<>(Map.of("temperature", temperature)),
                new TreeMap<>(Map.of("policy", run.resolve("policy"))),
                List.of("replies.jsonl", "model"));
    }
}
