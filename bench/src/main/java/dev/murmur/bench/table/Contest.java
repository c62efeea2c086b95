package dev.murmur.bench.table;

import dev.murmur.bench.side.Main;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Rounds of both sides, each in a file of its own, so that a run that was stopped goes on.
///
/// @param folder where everything lies
/// @param python the peers' interpreter
/// @param threads of each process
/// @param fingerprint of what is measured; rounds of another are run again
record Contest(Path folder, Path python, int threads, String fingerprint) {
    private static final String MURMUR = "murmur";
    private static final String PEER = "peer";
    private static final String RATES = "rates";

    /// Runs what is missing of a round, ours first.
    void run(Workload workload, int round) {
        Path rates = file(workload, RATES, round);
        if (!Files.exists(rates)) {
            say(workload, round, "the machine's rates");
            processes().java(name(workload, RATES, round), Rates.class, rates);
        }
        side(
                workload,
                round,
                MURMUR,
                (spec, out, name) -> processes().java(name, Main.class, spec, out));
        side(
                workload,
                round,
                PEER,
                (spec, out, name) -> processes().peer(name, workload.peer().script(), spec, out));
    }

    /// The rounds of a workload, all of which have been run.
    Results results(Workload workload, int rounds) {
        return new Results(
                workload.name(),
                read(workload, MURMUR, rounds, Round.class),
                read(workload, PEER, rounds, Round.class),
                read(workload, RATES, rounds, Rates.class));
    }

    /// What our side is to do in a folder of its own.
    Path spec(Workload workload, String name) {
        Path own = emptied(own(name));
        Shape shape = workload.shape();
        var models = new ModelFolders(folder.resolve("models"));
        Path spec = own.resolve("spec.json");
        Json.write(
                spec,
                new Spec(
                        workload.task(),
                        models.policy(workload.size()),
                        models.reward(workload.size()),
                        new DataFiles(folder.resolve("data")).of(workload),
                        workload.precision(),
                        shape.prompts(),
                        workload.warmUp(),
                        workload.steps(),
                        shape.sequenceTokens(),
                        shape.replies(),
                        shape.longest(),
                        own));
        return spec;
    }

    private Path own(String name) {
        return folder.resolve("work").resolve(name);
    }

    private interface Start {
        void run(Path spec, Path out, String name);
    }

    private void side(Workload workload, int round, String side, Start start) {
        Path out = file(workload, side, round);
        if (Files.exists(out)) {
            return;
        }
        say(workload, round, side);
        String name = name(workload, side, round);
        Path spec = spec(workload, name);
        start.run(spec, out, name);
        emptied(own(name));
        Round measured = Json.read(out, Round.class);
        System.err.printf(
                Locale.ROOT,
                "%s: %s took %.2f s a step, %.0f tokens/s, %.0f MB%n",
                workload.name(),
                side,
                measured.seconds(),
                measured.tokensPerSecond(),
                measured.peakMb());
    }

    private Processes processes() {
        return new Processes(python, threads, folder.resolve("logs"));
    }

    private static void say(Workload workload, int round, String what) {
        System.err.printf("%s, round %d: %s ...%n", workload.name(), round, what);
    }

    private Path file(Workload workload, String side, int round) {
        return folder.resolve("rounds")
                .resolve(fingerprint.substring(0, 12) + "-" + threads)
                .resolve(name(workload, side, round) + ".json");
    }

    private static String name(Workload workload, String side, int round) {
        return workload.name() + "-" + side + "-" + round;
    }

    private <T> List<T> read(Workload workload, String side, int rounds, Class<T> type) {
        return IntStream.rangeClosed(1, rounds)
                .mapToObj(round -> Json.read(file(workload, side, round), type))
                .toList();
    }

    private static Path emptied(Path folder) {
        try {
            if (Files.exists(folder)) {
                try (Stream<Path> files = Files.walk(folder)) {
                    for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(file);
                    }
                }
            }
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
