package dev.murmur.sandbox;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is said where there can be no sandbox, on any system.
class SandboxRefusalTest {
    private static final SandboxLimits LIMITS = SandboxLimits.of(Duration.ofSeconds(3));
    private static final List<String> TOOLS =
            List.of(
                    "unshare",
                    "mount",
                    "umount",
                    "pivot_root",
                    "prlimit",
                    "setpriv",
                    "setsid",
                    "timeout");

    @TempDir Path folder;

    @Test
    void anotherSystemThanLinux() {
        assertRefused(
                new Host("Mac OS X", "15.1", List.of()),
                "generated programs are only run in a sandbox: that needs Linux 5.14 or newer, this"
                        + " is Mac OS X 15.1 (docs/sandbox.md)");
    }

    @Test
    void aKernelThatIsTooOld() {
        assertRefused(new Host("Linux", "5.4.0-150", List.of()), "this is Linux 5.4.0-150");
    }

    @Test
    void aToolThatIsMissing() throws IOException {
        tools();
        Files.delete(folder.resolve("pivot_root"));
        assertRefused(host(), "there is no pivot_root in " + folder);
    }

    @Test
    void noPython() throws IOException {
        tools();
        assertRefused(host(), "there is no python3 on the path");
    }

    @Test
    void aPythonThatDoesNotRun() throws IOException {
        tools();
        script("python3", "echo 'no libpython'; exit 1");
        assertRefused(
                host(),
                "none of ["
                        + folder.resolve("python3")
                        + "] runs for a user without rights (1, no libpython); install Python");
    }

    @Test
    void namespacesThatAreForbidden() throws IOException {
        assumeTrue(System.getProperty("os.name").equals("Linux"));
        tools();
        script("unshare", "echo 'unshare: unshare failed: Operation not permitted' >&2; exit 1");
        script("python3", "printf '%s\\n' python3 3.11.2 /usr /usr /usr /usr /usr/bin");
        assertRefused(
                host(),
                "this system does not allow it: the sandbox did not start: unshare: unshare failed:"
                        + " Operation not permitted; are user namespaces forbidden?");
    }

    @Test
    void limitsThatCannotBe() {
        assertThatThrownBy(() -> new SandboxLimits(Duration.ofSeconds(3), 1 << 20, 16, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("memoryBytes is 1048576, must be at least 64 MiB");
        assertThatThrownBy(() -> SandboxLimits.of(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be at least a millisecond");
    }

    private static void assertRefused(Host host, String message) {
        assertThatThrownBy(() -> PythonSandbox.open(LIMITS, host))
                .isInstanceOf(SandboxException.class)
                .hasMessageContaining(message);
    }

    /// A folder of programs of our own, each of which only runs what it is given.
    private void tools() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (String tool : TOOLS) {
            script(tool, "exit 1");
        }
        script("setpriv", "shift 5; exec \"$@\"");
        script("setsid", "exec \"$@\"");
        script("timeout", "shift 2; exec \"$@\"");
    }

    private void script(String name, String body) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Host host() {
        return new Host("Linux", "6.8.0", List.of(folder));
    }
}
