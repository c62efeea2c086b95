package dev.murmur.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.murmur.doctor.Finding.Status;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineTest {
    private static final long GIB = 1L << 30;

    @TempDir private Path folder;

    @Test
    void looksAtEverythingAroundTheJvm() throws IOException {
        assertThat(Machine.findings(folder))
                .extracting(Finding::topic)
                .containsExactly("jdk", "javacpp limit", "system", "memory", "disk");
    }

    @Test
    void aLimitOnPointersIsAWarning() {
        assertThat(Machine.pointerLimit("0").status()).isEqualTo(Status.OK);
        assertThat(Machine.pointerLimit("4g"))
                .isEqualTo(
                        Finding.warning(
                                "javacpp limit",
                                "maxPhysicalBytes is 4g",
                                "start through ./murmur, or with"
                                        + " -Dorg.bytedeco.javacpp.maxPhysicalBytes=0"));
    }

    @Test
    void theDiskMustTakeFilesAndHaveRoom() {
        assertThat(Machine.disk(folder, 10 * GIB, true))
                .isEqualTo(Finding.ok("disk", "10.0 GiB free at " + folder));
        assertThat(Machine.disk(folder, 9 * GIB, true).status()).isEqualTo(Status.WARNING);
        assertThat(Machine.disk(folder, 10 * GIB, false))
                .isEqualTo(
                        Finding.broken(
                                "disk",
                                folder + " is not writable",
                                "work in a folder that you own"));
    }
}
