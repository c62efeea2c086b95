package dev.murmur.bench.program;

import dev.murmur.bench.ProcessMemory;
import dev.murmur.data.TokenGroup;
import dev.murmur.model.CausalLm;
import dev.murmur.model.Tuning;
import dev.murmur.tensor.Dtype;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Layers computed again in the backward pass against layers that keep what they made: peak
/// resident memory of a forward and backward pass beyond what was resident before (Linux: `VmHWM`),
/// and CPU time of the one thread.
public final class LayerMemory {
    private static final int SEQUENCES = 32;
    private static final int LENGTH = 128;

    private LayerMemory() {}

    public static void main(String[] args) throws IOException {
        List<TokenGroup> groups =
                Sample.groups(SEQUENCES, LENGTH / 2, 1, LENGTH / 2, Sizes.M15.vocab());
        Path folder = Files.createTempDirectory("murmur-bench").resolve("model");
        try (CausalLm model = Sizes.M15.open(1)) {
            model.save(folder, "");
        }
        try (CausalLm kept = open(folder, false);
                CausalLm recomputed = open(folder, true)) {
            Runnable keeping = () -> TrainingStep.step(kept, groups);
            Runnable recomputing = () -> TrainingStep.step(recomputed, groups);
            recomputing.run();
            double less = peakMegabytes(recomputing);
            double more = peakMegabytes(keeping);
            System.out.printf(
                    Locale.ROOT,
                    "%d tokens: peak %.0f MB keeping, %.0f MB computing again, ratio %.2f%n",
                    SEQUENCES * LENGTH,
                    more,
                    less,
                    more / less);
            new Contest(Contest.THREAD, 5)
                    .run("computing again against keeping", recomputing, keeping);
        }
    }

    private static CausalLm open(Path folder, boolean recompute) {
        return CausalLm.trainable(
                folder, new Tuning(Dtype.FLOAT32, Optional.empty(), recompute, 1));
    }

    private static double peakMegabytes(Runnable work) {
        ProcessMemory.forgetPeak();
        double before = ProcessMemory.resident();
        work.run();
        return ProcessMemory.peak() - before;
    }
}
