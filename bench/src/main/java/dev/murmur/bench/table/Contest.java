package dev.murmur.bench.table;

import dev.murmur.bench.side.Main;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// Rounds of both sides, each in a file of its own, so that a run that was stopped goes on.
///
/// @param specs what processes are given
/// @param processes that are started
/// @param rounds folder of their files: of one state of the code and one number of threads, so that
///   rounds of another are not taken for these
record Contest(Specs specs, Processes processes, Path rounds) {
    private static final String MURMUR = "murmur";
    private static final String PEER = "peer";
    private static final String RATES = "rates";

    /// Runs what is missing of a round, ours first.
    void run(Workload workload, int round) {
        Path rates = file(workload, RATES, round);
        if (!Files.exists(rates)) {
            processes.java(name(workload, RATES, round), Rates.class, rates);
        }
        side(
                workload,
                workload.ours(),
                round,
                MURMUR,
                (spec, out, name) -> processes.java(name, Main.class, spec, out));
        side(
                workload,
                workload.peers(),
                round,
                PEER,
                (spec, out, name) -> processes.peer(name, workload.peer().script(), spec, out));
    }

    /// The rounds of a workload, all of which have been run.
    Results results(Workload workload, int count) {
        return new Results(
                workload.name(),
                processes.threads(),
                read(workload, MURMUR, count, Round.class),
                read(workload, PEER, count, Round.class),
                read(workload, RATES, count, Rates.class));
    }

    private interface Start {
        void run(Path spec, Path out, String name);
    }

    private void side(Workload workload, Course course, int round, String side, Start start) {
        Path out = file(workload, side, round);
        if (Files.exists(out)) {
            return;
        }
        String name = name(workload, side, round);
        System.err.print(name + " ... ");
        start.run(specs.write(workload, course, name), out, name);
        specs.discard(name);
        Round measured = Json.read(out, Round.class);
        System.err.printf(
                Locale.ROOT,
                "%.2f s a step, %.0f tokens/s, %.0f MB%n",
                measured.seconds(),
                measured.tokensPerSecond(),
                measured.peakMb());
    }

    private Path file(Workload workload, String side, int round) {
        return rounds.resolve(name(workload, side, round) + ".json");
    }

    private static String name(Workload workload, String side, int round) {
        return workload.name() + "-" + side + "-" + round;
    }

    private <T> List<T> read(Workload workload, String side, int count, Class<T> type) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(round -> Json.read(file(workload, side, round), type))
                .toList();
    }
}
