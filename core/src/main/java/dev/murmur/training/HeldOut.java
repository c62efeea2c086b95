package dev.murmur.training;

import dev.murmur.metrics.RunContext;
import java.util.Map;
import java.util.Optional;

/// Measuring on held-out data while a model trains.
///
/// @param every optimiser steps between two measurements, 0 for none; the last step is measured too
/// @param measure of the model as it is
/// @param keep which weights to end with; empty for the last
public record HeldOut(int every, Measure measure, Optional<KeepBest> keep) {
    /// Nothing is measured, and the last weights count.
    public static final HeldOut NONE = new HeldOut(0, _ -> Map.of(), Optional.empty());

    /// Measures a model. The same weights give the same numbers.
    @FunctionalInterface
    public interface Measure {
        Map<HeldOutMetric, Double> of(RunContext context);
    }

    /// Ends with the weights that measured best, of equal ones the earlier.
    ///
    /// @param patience measurements in a row without a better one after which training stops; empty
    ///   for no such stop
    public record KeepBest(HeldOutMetric metric, Optional<Integer> patience) {}

    public HeldOut {
        if (keep.isPresent() && every < 1) {
            throw new IllegalArgumentException(
                    "every is " + every + ", must be at least 1 to keep the best weights");
        }
    }
}
