package dev.murmur.bench.side;

import dev.murmur.bench.table.Step;
import dev.murmur.bench.table.Stopwatch;
import dev.murmur.metrics.Progress;
import java.util.ArrayList;
import java.util.List;

/// Times the optimiser steps that a run reports as progress.
final class StepClock implements Progress {
    private static final String STEPS = "steps";

    private final List<Step> steps = new ArrayList<>();
    private final long tokens;

    /// @param tokens of a step
    StepClock(long tokens) {
        this.tokens = tokens;
    }

    List<Step> steps() {
        return steps;
    }

    @Override
    public Task start(String name, long total, String unit) {
        return unit.equals(STEPS) ? new Steps() : NONE.start(name, total, unit);
    }

    private final class Steps implements Task {
        private Stopwatch watch = new Stopwatch();

        @Override
        public void advance(long done, String note) {
            if (done > 0) {
                steps.add(watch.stop(tokens));
            }
            watch = new Stopwatch();
        }

        @Override
        public void close() {}
    }
}
