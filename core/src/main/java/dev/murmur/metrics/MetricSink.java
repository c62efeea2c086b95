package dev.murmur.metrics;

import java.util.Map;

/// Where the numbers of a run go.
@FunctionalInterface
public interface MetricSink {
    MetricSink NONE = (step, values) -> {};

    /// @param step optimiser step, from 1
    /// @param values name to value, in the order to be written
    void write(long step, Map<String, Double> values);
}
