package dev.murmur.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Python as a sandbox finds it.
///
/// @param version for example `3.11.2`
/// @param folders all that it and the tools around it are made of
record PythonInterpreter(String executable, String version, List<Path> folders) {
    private static final List<Path> SYSTEM =
            Stream.of(
                            "/usr",
                            "/bin",
                            "/sbin",
                            "/lib",
                            "/lib32",
                            "/lib64",
                            "/libx32",
                            "/etc/alternatives")
                    .map(Path::of)
                    .toList();

    private static final int FACT_COUNT = 7;

    private static final String FACTS =
            """
            import os, sys
            real = os.path.dirname(os.path.realpath(sys.executable))
            print(sys.executable, sys.version.split()[0], sys.prefix, sys.base_prefix, sys.exec_prefix,
                  sys.base_exec_prefix, real, sep="\\n")
            """;

    /// The first on the path that a user without rights may run.
    ///
    /// @throws SandboxException if there is none
    static PythonInterpreter find(Host host) {
        List<Path> there = host.executables("python3");
        if (there.isEmpty()) {
            throw Host.refused("there is no python3 on the path; install it");
        }
        var words = new ArrayList<String>();
        for (Path python : there) {
            List<String> said = ask(host, python);
            if (said.size() == 1 + FACT_COUNT && said.getFirst().equals("0")) {
                return of(said.subList(1, said.size()));
            }
            words.addAll(said);
        }
        throw Host.refused(
                "none of "
                        + there
                        + " runs for a user without rights ("
                        + String.join(", ", words)
                        + "); install Python where every user may run it");
    }

    /// @return how it ended, and the lines that it said
    private static List<String> ask(Host host, Path python) {
        List<String> command =
                List.of("timeout", "--signal=KILL", "10", python.toString(), "-c", FACTS);
        try {
            Process process = host.process(command, Map.of()).start();
            process.getOutputStream().close();
            String said =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return Stream.concat(Stream.of(Integer.toString(process.waitFor())), said.lines())
                    .toList();
        } catch (IOException e) {
            return List.of(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SandboxException("interrupted while Python was looked for", e);
        }
    }

    private static PythonInterpreter of(List<String> facts) {
        var folders = new ArrayList<>(SYSTEM);
        facts.stream()
                .skip(2)
                .map(Path::of)
                .sorted() // a folder comes before those in it
                .filter(folder -> folder.getNameCount() > 0)
                .forEach(folder -> {
                    if (folders.stream().noneMatch(folder::startsWith)) {
                        folders.add(folder);
                    }
                });
        return new PythonInterpreter(facts.get(0), facts.get(1), List.copyOf(folders));
    }
}
