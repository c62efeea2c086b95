package dev.murmur.demo;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Runs the steps of a demo one after the other, echoing each command so that a user can repeat it,
/// and keeps the time.
public final class Steps {
    private final Shell shell;
    private final PrintWriter err;
    private final Map<String, Double> seconds = new LinkedHashMap<>();

    public Steps(Shell shell, PrintWriter err) {
        this.shell = shell;
        this.err = err;
    }

    /// A command ended with another exit code than 0; it has said why.
    public static final class Failed extends RuntimeException {
        private final int exitCode;

        Failed(int exitCode) {
            super("a step of the demo ended with exit code " + exitCode);
            this.exitCode = exitCode;
        }

        public int exitCode() {
            return exitCode;
        }
    }

    /// Runs one command.
    ///
    /// @param name under which its time is kept
    public void command(String name, Object... arguments) {
        List<String> words = Stream.of(arguments).map(Object::toString).toList();
        err.println();
        err.println(
                "$ ./murmur " + words.stream().map(Steps::quoted).collect(Collectors.joining(" ")));
        err.flush();
        timed(
                name,
                () -> {
                    int exitCode = shell.run(words);
                    if (exitCode != 0) {
                        throw new Failed(exitCode);
                    }
                });
    }

    /// Runs a recipe, or goes on with its run.
    void recipe(DemoFiles files, String name) {
        recipe(name, files.recipe(name), files.run(name), List.of());
    }

    /// Runs a recipe with changes, or goes on with its run.
    ///
    /// @param name under which its time is kept
    /// @param run the run folder
    /// @param sets `key=value`, laid over the recipe
    public void recipe(String name, Path recipe, Path run, List<String> sets) {
        var arguments = new ArrayList<Object>(List.of("run", recipe));
        sets.forEach(set -> arguments.addAll(List.of("--set", set)));
        if (Files.exists(run.resolve("recipe.yaml"))) {
            arguments.add("--resume");
        }
        command(name, arguments.toArray());
    }

    /// Runs work that is no command.
    public void timed(String name, Runnable work) {
        long start = System.nanoTime();
        work.run();
        double spent = (System.nanoTime() - start) / 1e9;
        seconds.merge(name, Math.round(spent * 10) / 10.0, Double::sum);
    }

    /// Seconds by step, in order.
    public Map<String, Double> seconds() {
        return seconds;
    }

    /// As a POSIX shell needs it.
    private static String quoted(String word) {
        return word.matches("[\\w./:=-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
