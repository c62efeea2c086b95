package dev.murmur.training;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.murmur.data.AtomicFiles;
import dev.murmur.metrics.RunContext;
import dev.murmur.metrics.StopSignal;
import dev.murmur.model.TrainedWeights;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Held-out measurements over a training: takes them when they are due, keeps the weights that
/// measured best, and says when to stop.
final class HeldOutCourse {
    private static final Logger LOG = LoggerFactory.getLogger(HeldOutCourse.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HeldOut heldOut;
    private final Checkpointer checkpoints;
    private TrainingState.@Nullable Best best;

    /// @param best as a checkpoint has it
    HeldOutCourse(HeldOut heldOut, Checkpointer checkpoints, TrainingState.@Nullable Best best) {
        this.heldOut = heldOut;
        this.checkpoints = checkpoints;
        this.best = best;
    }

    TrainingState.@Nullable Best best() {
        return best;
    }

    /// Whether nothing got better for too long.
    boolean isOver() {
        return best != null
                && heldOut.keep().flatMap(HeldOut.KeepBest::patience).orElse(Integer.MAX_VALUE)
                        <= best.since();
    }

    /// Measures if it is due; a request to stop waits until it is done.
    ///
    /// @param step optimiser steps done
    /// @return what to add to the step's metrics
    Map<String, Double> measure(
            long step, long total, TrainedWeights parameters, RunContext context) {
        if (heldOut.every() == 0 || (step % heldOut.every() != 0 && step < total)) {
            return Map.of();
        }
        Map<HeldOutMetric, Double> measured =
                heldOut.measure().of(new RunContext(context.progress(), StopSignal.NEVER));
        heldOut.keep()
                .ifPresent(keep ->
                        compare(
                                step,
                                keep.metric(),
                                Objects.requireNonNull(measured.get(keep.metric())),
                                parameters));
        var metrics = new LinkedHashMap<String, Double>();
        measured.forEach((metric, value) -> metrics.put(metric.key(), value));
        return metrics;
    }

    private void compare(long step, HeldOutMetric metric, double now, TrainedWeights parameters) {
        TrainingState.Best before = best;
        if (before == null || metric.isBetter(now, before.value())) {
            checkpoints.saveBest(parameters);
            best = new TrainingState.Best(step, now, 0);
        } else {
            best = new TrainingState.Best(before.step(), before.value(), before.since() + 1);
        }
    }

    /// Puts the best weights back, and says in `best.json` which they are.
    void finish(long step, TrainedWeights parameters, Path folder) {
        TrainingState.Best kept = best;
        if (kept == null) {
            return;
        }
        HeldOutMetric metric = heldOut.keep().orElseThrow().metric();
        LOG.info(
                "{} was best after step {} of {} done: {}; its weights are kept",
                metric.key(),
                kept.step(),
                step,
                kept.value());
        checkpoints.restoreBest(parameters);
        var best = new LinkedHashMap<String, Object>();
        best.put("metric", metric.toString());
        best.put("value", kept.value());
        best.put("step", kept.step());
        AtomicFiles.writeText(
                folder.resolve("best.json"),
                out -> out.write(JSON.writeValueAsString(best) + "\n"));
    }
}
