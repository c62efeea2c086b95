package dev.murmur.bench.side;

import dev.murmur.bench.table.Spec;
import dev.murmur.bench.table.Step;
import java.util.List;

/// Optimiser steps of a training recipe.
final class TrainingSide {
    private TrainingSide() {}

    static List<Step> run(Spec spec) {
        var clock = new StepClock(spec.tokens());
        Recipes.run(
                spec,
                clock,
                "data.path=" + spec.data(),
                "training.batch_size=" + spec.batch(),
                "training.dtype=" + spec.precision());
        return clock.steps().subList(spec.warmUp(), clock.steps().size());
    }
}
