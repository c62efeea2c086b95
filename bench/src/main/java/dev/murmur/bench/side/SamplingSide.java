package dev.murmur.bench.side;

import dev.murmur.bench.table.Spec;
import dev.murmur.bench.table.Step;
import dev.murmur.bench.table.Stopwatch;
import dev.murmur.data.DataReader;
import dev.murmur.data.Prompt;
import dev.murmur.generation.LocalGenerator;
import dev.murmur.generation.Precision;
import dev.murmur.generation.Sampled;
import dev.murmur.generation.SamplingParams;
import dev.murmur.metrics.RunContext;
import dev.murmur.nn.Compute;
import dev.murmur.tensor.Dtype;
import dev.murmur.text.ChatTemplates;
import java.util.ArrayList;
import java.util.List;

/// Replies from the generator that the online loop and `murmur generate` use. A reply that draws an
/// end token ends there; only tokens that were drawn count.
final class SamplingSide {
    private static final int WARM_UP_TOKENS = 32;

    private SamplingSide() {}

    /// All prompts at once.
    static List<Step> sample(Spec spec) {
        return run(spec, 1, List.of(DataReader.prompts(spec.data())));
    }

    /// One prompt after another, the likeliest token each time.
    static List<Step> greedy(Spec spec) {
        return run(spec, 0, DataReader.prompts(spec.data()).stream().map(List::of).toList());
    }

    private static List<Step> run(Spec spec, double temperature, List<List<Prompt>> batches) {
        try (var generator =
                LocalGenerator.open(
                        spec.model(), ChatTemplates.detect(spec.model()), Dtype.FLOAT32)) {
            for (int i = 0; i < spec.warmUp(); i++) {
                draw(generator, batches, params(spec, temperature, WARM_UP_TOKENS));
            }
            List<Step> steps = new ArrayList<>();
            for (int i = 0; i < spec.steps(); i++) {
                var watch = new Stopwatch();
                long tokens = draw(generator, batches, params(spec, temperature, spec.newTokens()));
                steps.add(watch.stop(tokens));
            }
            return steps;
        }
    }

    private static SamplingParams params(Spec spec, double temperature, int newTokens) {
        return new SamplingParams(
                spec.replies(), temperature, 1, 0, 0, newTokens, 1, precision(spec));
    }

    /// Held to the bound of recipes: beyond it the generator refuses.
    private static Precision precision(Spec spec) {
        Compute compute =
                switch (spec.precision()) {
                    case FLOAT32 -> Compute.MODEL;
                    case BFLOAT16 -> Compute.BFLOAT16;
                    case INT8 -> Compute.INT8;
                };
        return new Precision(compute, Precision.MAX_GAP);
    }

    /// @return how many tokens were drawn
    private static long draw(
            LocalGenerator generator, List<List<Prompt>> batches, SamplingParams params) {
        return batches.stream()
                .flatMap(batch -> generator.sample(batch, params, RunContext.QUIET).stream())
                .mapToLong(SamplingSide::tokens)
                .sum();
    }

    private static long tokens(Sampled sampled) {
        return sampled.candidates().replies().stream().mapToLong(r -> r.ids().length).sum();
    }
}
