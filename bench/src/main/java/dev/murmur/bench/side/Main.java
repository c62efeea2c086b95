package dev.murmur.bench.side;

import dev.murmur.bench.ProcessMemory;
import dev.murmur.bench.table.Json;
import dev.murmur.bench.table.Round;
import dev.murmur.bench.table.Spec;
import dev.murmur.bench.table.Step;
import java.nio.file.Path;
import java.util.List;

/// One process of Murmur's side: reads a [Spec], writes a [Round].
public final class Main {
    private Main() {}

    /// @param args the file to read and the file to write
    public static void main(String[] args) {
        List<Step> steps = steps(Json.read(Path.of(args[0]), Spec.class));
        Json.write(
                Path.of(args[1]),
                new Round(steps, ProcessMemory.peak(), "Java " + Runtime.version()));
    }

    private static List<Step> steps(Spec spec) {
        return switch (spec.task()) {
            case DPO, RANKING, SFT -> TrainingSide.run(spec);
            case SAMPLE -> SamplingSide.sample(spec);
            case GREEDY -> SamplingSide.greedy(spec);
            case SCORE -> ScoringSide.run(spec);
            case ONLINE -> OnlineSide.run(spec);
        };
    }
}
