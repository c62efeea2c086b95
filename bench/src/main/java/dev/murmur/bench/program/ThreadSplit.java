package dev.murmur.bench.program;

import dev.murmur.data.TokenGroup;
import dev.murmur.model.CausalLm;
import dev.murmur.tensor.Threads;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.openblas.presets.openblas_nolapack;

/// Two batches side by side with one thread each, against one after the other with two threads an
/// operation: where `Threads` draws its line. Clock of the wall, so nothing else should run.
public final class ThreadSplit {
    private ThreadSplit() {}

    /// @param args sizes, all if there are none
    public static void main(String[] args) {
        List<Sizes> sizes =
                args.length == 0
                        ? List.of(Sizes.values())
                        : Arrays.stream(args).map(Sizes::valueOf).toList();
        for (Sizes size : sizes) {
            List<TokenGroup> groups = Sample.shortSequences(32, size.vocab());
            List<int[]> prompts = Decoding.prompts(64, 32, size.vocab());
            try (CausalLm left = size.open(1);
                    CausalLm right = size.open(1)) {
                List<Runnable> steps =
                        List.of(
                                () -> TrainingStep.step(left, groups),
                                () -> TrainingStep.step(right, groups));
                List<Runnable> decodings =
                        List.of(
                                () -> Decoding.generate(left, prompts, 16),
                                () -> Decoding.generate(right, prompts, 16));
                var contest = new Contest(Contest.WALL, 5);
                contest.run(
                        size + " training, two threads against side by side",
                        () -> oneByOne(steps),
                        () -> sideBySide(steps));
                contest.run(
                        size + " decoding, two threads against side by side",
                        () -> oneByOne(decodings),
                        () -> sideBySide(decodings));
            }
        }
    }

    private static void oneByOne(List<Runnable> batches) {
        Sizes.threads(2);
        batches.forEach(Runnable::run);
    }

    private static void sideBySide(List<Runnable> batches) {
        openblas_nolapack.blas_set_num_threads(1);
        Threads.map(
                batches,
                2,
                batch -> {
                    batch.run();
                    return batch;
                },
                _ -> {});
    }
}
