package dev.murmur.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Runs Python programs that nobody has read. Each has namespaces of its own: it sees the folders
/// of Python and of the system's programs, which it cannot change, and an empty folder in memory;
/// no other files, no processes, no network, not this process' environment. It has no rights, even
/// where this process is root's. Time, memory, processes and files are limited, and when it ends,
/// so do all processes that it started, however they detached.
///
/// The means are Linux' namespaces and resource limits by the tools of util-linux. Thread-safe.
public final class PythonSandbox {
    /// Hash seeds are random otherwise, and threads of BLAS count as processes.
    private static final Map<String, String> ENVIRONMENT =
            Map.of(
                    "HOME", "/tmp",
                    "LANG", "C.UTF-8",
                    "PYTHONHASHSEED", "0",
                    "PYTHONDONTWRITEBYTECODE", "1",
                    "OPENBLAS_NUM_THREADS", "1",
                    "OMP_NUM_THREADS", "1");

    private static final int OPEN_FILES = 64;

    private final Host host;
    private final PythonInterpreter python;
    private final SandboxLimits limits;
    private final List<String> command;

    private PythonSandbox(Host host, PythonInterpreter python, SandboxLimits limits) {
        this.host = host;
        this.python = python;
        this.limits = limits;
        this.command = command(python, limits);
    }

    /// Finds Python and tries out whether the limits hold here.
    ///
    /// @throws SandboxException if this system cannot give what the sandbox promises
    public static PythonSandbox open(SandboxLimits limits) {
        return open(limits, Host.current());
    }

    static PythonSandbox open(SandboxLimits limits, Host host) {
        host.requireLinux();
        var sandbox = new PythonSandbox(host, PythonInterpreter.find(host), limits);
        ProgramOutcome tried;
        try {
            tried = sandbox.run(resource("check.py"));
        } catch (SandboxException e) {
            throw Host.refused(
                    "this system does not allow it: "
                            + e.getMessage()
                            + "; are user namespaces forbidden?");
        }
        if (!tried.finished()) {
            throw Host.refused("this system does not hold them: " + tried.detail());
        }
        return sandbox;
    }

    /// What results depend on, for example `3.11.2`.
    public String pythonVersion() {
        return python.version();
    }

    /// What programs may use.
    public SandboxLimits limits() {
        return limits;
    }

    /// Runs a program to its end, or to that of its limits. It has no input, and its output is
    /// nobody's.
    ///
    /// @throws SandboxException if it could not be started
    public ProgramOutcome run(String program) {
        try (var running = new RunningProgram(host.process(command, ENVIRONMENT), limits)) {
            return running.outcome(program);
        }
    }

    private static List<String> command(PythonInterpreter python, SandboxLimits limits) {
        var command = new ArrayList<String>();
        command.addAll(
                List.of("unshare", "--user", "--map-root-user", "--mount", "--pid", "--net"));
        command.addAll(List.of("--ipc", "--uts", "--fork", "--kill-child"));
        command.addAll(List.of("sh", "-c", resource("enter.sh"), "sandbox"));
        command.add(Long.toString(limits.workBytes()));
        python.folders().stream().map(Path::toString).forEach(command::add);
        command.add("--");
        command.add("prlimit");
        command.add("--as=" + limits.memoryBytes());
        command.add("--nproc=" + limits.processes());
        command.add("--fsize=" + limits.fileBytes());
        command.add("--cpu=" + (limits.time().toSeconds() + 2));
        command.add("--nofile=" + OPEN_FILES);
        command.add("--core=0");
        command.addAll(List.of("setpriv", "--no-new-privs"));
        command.addAll(List.of("--inh-caps=-all", "--bounding-set=-all"));
        // The namespace's first process, whose end ends all others, should nobody be left to do it.
        long seconds = RunningProgram.START.plus(limits.time()).toSeconds() + 10;
        command.addAll(List.of("timeout", "--signal=KILL", Long.toString(seconds)));
        command.addAll(List.of(python.executable(), "-c", resource("run.py")));
        return List.copyOf(command);
    }

    private static String resource(String name) {
        try (InputStream in =
                Objects.requireNonNull(PythonSandbox.class.getResourceAsStream(name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
