package dev.murmur.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.murmur.sandbox.ProgramOutcome.End;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Programs that mean harm, really run. Skipped where the system allows no sandbox.
class PythonSandboxTest {
    private static final long MIB = 1 << 20;
    private static final SandboxLimits LIMITS =
            new SandboxLimits(Duration.ofSeconds(20), 256 * MIB, 16, MIB);

    /// For programs that do not end.
    private static final SandboxLimits SHORT =
            new SandboxLimits(Duration.ofSeconds(1), 256 * MIB, 16, MIB);

    private static PythonSandbox sandbox;
    private static PythonSandbox shortSandbox;

    @TempDir Path folder;

    @BeforeAll
    static void open() {
        sandbox = Sandboxes.orSkip(LIMITS);
        shortSandbox = Sandboxes.orSkip(SHORT);
    }

    @Test
    void aProgramRunsToItsEnd() {
        assertThat(
                        sandbox.run(
                                """
                                import collections, json, math, re
                                def area(r):
                                    return math.pi * r * r
                                assert round(area(2), 3) == 12.566
                                assert "ä€😀".encode().decode() == "ä€😀"
                                """))
                .isEqualTo(ProgramOutcome.FINISHED);
        assertThat(sandbox.pythonVersion()).matches("3\\.\\d+\\..*");
    }

    @Test
    void whatAProgramRaisesIsSaid() {
        assertThat(sandbox.run("assert 1 + 1 == 3, 'sum'"))
                .isEqualTo(new ProgramOutcome(End.FAILED, "AssertionError: sum"));
        assertThat(sandbox.run("def f(:").detail()).startsWith("SyntaxError");
        assertThat(sandbox.run("input()").detail()).startsWith("EOFError");
    }

    @Test
    void whatStandsUnderMainDoesNotRunAsInHumanEval() {
        assertThat(sandbox.run("if __name__ == '__main__':\n    raise ValueError()").finished())
                .isTrue();
    }

    @Test
    void itMayWriteInItsFolderWhichIsEmptyEachTime() {
        String program =
                """
                import os
                assert os.listdir(".") == [], os.listdir(".")
                with open("notes.txt", "w") as file:
                    file.write("kept")
                assert open("/tmp/notes.txt").read() == "kept"
                """;
        assertThat(sandbox.run(program)).isEqualTo(ProgramOutcome.FINISHED);
        assertThat(sandbox.run(program)).isEqualTo(ProgramOutcome.FINISHED);
    }

    /// None of them reaches the test at its end.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "import sys; sys.exit(0)",
                "import os; os._exit(0)",
                "exit()",
                "raise SystemExit",
                "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
                "import os; os.execv('/bin/true', ['true'])",
                "import os; os.closerange(3, 64)",
                "import os\nos.write(3, b'finished\\n')\nos._exit(0)",
                "print('passed'); print('0' * 32 + ' finished'); import sys; sys.exit(0)",
                "import atexit, os; atexit.register(os._exit, 0); quit()",
                "import ctypes; ctypes.string_at(0)",
                "class E(Exception):\n    def __str__(self):\n        raise self\nraise E()",
                "def f(): f()\nf()",
            })
    void whoLeavesBeforeTheTestsHasNotPassed(String program) {
        ProgramOutcome outcome = sandbox.run(program + "\nassert False, 'the test'");
        assertThat(outcome.finished()).isFalse();
        assertThat(outcome.detail()).isNotEmpty();
    }

    @Test
    void anInfiniteLoopIsEnded() {
        assertThat(shortSandbox.run("while True: pass").end()).isEqualTo(End.TIMED_OUT);
        assertThat(shortSandbox.run("import time; time.sleep(1000)").end())
                .isEqualTo(End.TIMED_OUT);
    }

    @Test
    void whoIgnoresSignalsIsEnded() {
        assertThat(
                        shortSandbox
                                .run(
                                        """
                                        import signal
                                        for number in range(1, 65):
                                            try:
                                                signal.signal(number, signal.SIG_IGN)
                                            except (OSError, ValueError):
                                                pass
                                        while True:
                                            pass
                                        """)
                                .end())
                .isEqualTo(End.TIMED_OUT);
    }

    @Test
    void aForkBombDoesNotGrowAndIsGone() {
        Set<ProcessHandle> seen =
                runWatched(
                        shortSandbox,
                        """
                        import os
                        while True:
                            try:
                                os.fork()
                            except OSError:
                                pass
                        """,
                        End.TIMED_OUT);
        assertThat(seen.size()).isBetween(8, 100); // the short-lived ones of its start included
        assertThat(seen).noneMatch(ProcessHandle::isAlive);
    }

    @Test
    void threadsCountAsProcesses() {
        assertThat(
                        sandbox.run(
                                        """
                                        import threading, time
                                        for _ in range(100):
                                            threading.Thread(target=time.sleep, args=(100,)).start()
                                        """)
                                .detail())
                .startsWith("RuntimeError: can't start new thread");
    }

    @Test
    void aDaemonIsGoneAfterwards() {
        Set<ProcessHandle> seen =
                runWatched(
                        sandbox,
                        """
                        import os, time
                        if os.fork() == 0:
                            os.setsid()
                            if os.fork() == 0:
                                os.closerange(0, 64)
                                time.sleep(1000)
                            os._exit(0)
                        time.sleep(1)
                        """,
                        End.FINISHED);
        assertThat(seen).hasSizeGreaterThanOrEqualTo(4).noneMatch(ProcessHandle::isAlive);
    }

    @Test
    void memoryOfOneProcessIsLimited() {
        assertThat(sandbox.run("hog = []\nwhile True: hog.append(bytearray(1 << 20))").end())
                .isEqualTo(End.OUT_OF_MEMORY);
    }

    @Test
    void memoryOfAllProcessesTogetherIsLimited() {
        assertThat(
                        sandbox.run(
                                        """
                                        import os, time
                                        for _ in range(8):
                                            if os.fork() == 0:
                                                hog = b"x" * (100 << 20)
                                                time.sleep(1000)
                                        time.sleep(1000)
                                        """)
                                .end())
                .isEqualTo(End.OUT_OF_MEMORY);
    }

    @Test
    void filesAreLimited() {
        assertThat(sandbox.run("open('big', 'wb').write(bytes(2 << 20))").detail())
                .contains("File too large");
        assertThat(
                        sandbox.run(
                                        """
                                        for i in range(100):
                                            open(str(i), "wb").write(bytes(1 << 20))
                                        """)
                                .detail())
                .contains("No space left on device");
        assertThat(
                        sandbox.run(
                                        """
                                        for i in range(100_000):
                                            open(str(i), "wb").close()
                                        """)
                                .detail())
                .contains("No space left on device");
    }

    @Test
    void filesOutsideAreNeitherSeenNorChanged() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path precious = Files.writeString(folder.resolve("precious.txt"), "kept");
        Files.setPosixFilePermissions(precious, PosixFilePermissions.fromString("rw-rw-rw-"));
        ProgramOutcome outcome =
                sandbox.run(
                        """
                        import os, shutil
                        folder = "%s"
                        shutil.rmtree(folder, ignore_errors=True)
                        for action in (
                            lambda: os.remove(folder + "/precious.txt"),
                            lambda: open(folder + "/precious.txt", "w"),
                            lambda: open("/outside.txt", "w"),
                            lambda: open("/usr/outside.txt", "w"),
                            lambda: open("/dev/outside.txt", "w"),
                            lambda: os.listdir("/home"),
                            lambda: os.listdir("/root"),
                            lambda: os.listdir("/etc/ssl"),
                            lambda: open("/etc/passwd"),
                        ):
                            try:
                                action()
                            except OSError:
                                continue
                            raise AssertionError("done")
                        """
                                .formatted(folder));
        assertThat(outcome).isEqualTo(ProgramOutcome.FINISHED);
        assertThat(precious).hasContent("kept");
        assertThat(folder.toFile().list()).containsExactly("precious.txt");
    }

    @Test
    void rightsDoNotComeBack() {
        assertThat(
                        sandbox.run(
                                """
                                import ctypes
                                libc = ctypes.CDLL(None, use_errno=True)
                                new_user, new_mounts = 0x10000000, 0x00020000
                                assert libc.unshare(new_user) == -1
                                assert libc.unshare(new_mounts) == -1
                                assert libc.mount(b"none", b"/tmp", b"tmpfs", 0, None) == -1
                                remount_bind = 32 | 4096
                                assert libc.mount(b"none", b"/usr", None, remount_bind, None) == -1
                                """))
                .isEqualTo(ProgramOutcome.FINISHED);
    }

    @Test
    void thereIsNoNetwork() throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            server.setSoTimeout(2000);
            String program =
                    """
                    import socket
                    socket.create_connection(("127.0.0.1", %d), timeout=5)
                    """
                            .formatted(server.getLocalPort());
            // Outside the same program reaches it.
            assertThat(new ProcessBuilder("python3", "-c", program).start().waitFor()).isZero();
            server.accept().close();

            assertThat(sandbox.run(program).detail()).contains("Network is unreachable");
            server.setSoTimeout(200);
            assertThatThrownBy(server::accept).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void theEnvironmentIsNotPassedOn() {
        ProgramOutcome outcome =
                sandbox.run(
                        """
                        import glob, os
                        assert glob.glob("/proc/*") == []
                        raise ValueError(" ".join(sorted(os.environ)))
                        """);
        List<String> names = List.of(outcome.detail().replace("ValueError: ", "").split(" "));
        assertThat(names)
                .contains("PATH", "PYTHONHASHSEED")
                .isSubsetOf(
                        "HOME",
                        "LANG",
                        "LC_CTYPE",
                        "OLDPWD",
                        "OMP_NUM_THREADS",
                        "OPENBLAS_NUM_THREADS",
                        "PATH",
                        "PWD",
                        "PYTHONDONTWRITEBYTECODE",
                        "PYTHONHASHSEED");
        assertThat(System.getenv()).containsKey("GOMP_SPINCOUNT");
        assertThat(sandbox.run("import os; assert os.environ['HOME'] == '/tmp'").finished())
                .isTrue();
    }

    @Test
    void anyAmountOfOutputIsNothing() {
        assertThat(shortSandbox.run("while True: print('x' * 1_000_000)").end())
                .isEqualTo(End.TIMED_OUT);
        ProgramOutcome outcome =
                sandbox.run(
                        """
                        import os
                        for _ in range(200):
                            os.write(3, b"x" * 1_000_000)
                        """);
        assertThat(outcome.end()).isEqualTo(End.FAILED);
    }

    @Test
    void programsSideBySideDoNotMeet() {
        List<End> ends =
                IntStream.range(0, 8)
                        .parallel()
                        .mapToObj(i -> sandbox.run("assert %d %% 2 == 0".formatted(i)).end())
                        .toList();
        assertThat(ends)
                .containsExactly(
                        End.FINISHED,
                        End.FAILED,
                        End.FINISHED,
                        End.FAILED,
                        End.FINISHED,
                        End.FAILED,
                        End.FINISHED,
                        End.FAILED);
    }

    /// @return the processes below this one that were there meanwhile
    private static Set<ProcessHandle> runWatched(
            PythonSandbox sandbox, String program, End expected) {
        Set<ProcessHandle> before = new HashSet<>(ProcessHandle.current().descendants().toList());
        var seen = new HashSet<ProcessHandle>();
        var running = CompletableFuture.supplyAsync(() -> sandbox.run(program));
        while (!running.isDone()) {
            ProcessHandle.current().descendants().forEach(seen::add);
        }
        seen.removeAll(before);
        assertThat(running.join().end()).isEqualTo(expected);
        return seen;
    }
}
