package dev.murmur.online;

import dev.murmur.evaluation.Monitors;
import dev.murmur.evaluation.Monitors.Metric;
import dev.murmur.settings.Check;
import dev.murmur.settings.Doc;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/// Ends a run when a monitor crosses a line; the record is its recipe section.
///
/// @param metric its name in `monitors.json`
/// @param above over-optimisation may do without: then it is 1, one standard error
public record StopRule(
        @Doc("what is watched, by its name in monitors.json: length_drift, kl, ...") String metric,
        @Doc("stop if it is above; over_optimisation does so at 1 unless told otherwise")
                Optional<Double> above,
        @Doc("stop if it is below") Optional<Double> below) {
    public StopRule {
        new Check()
                .require(
                        Metric.named(metric).isPresent(),
                        "metric",
                        "'" + metric + "'",
                        "one of " + Metric.names())
                .verify();
        if (Metric.named(metric).equals(Optional.of(Metric.OVER_OPTIMISATION))
                && above.isEmpty()
                && below.isEmpty()) {
            above = Optional.of(1.0);
        }
        new Check()
                .require(
                        above.isPresent() != below.isPresent(),
                        "metric",
                        metric,
                        "given with above, or with below, and not with both")
                .verify();
    }

    /// What is watched.
    public Metric watched() {
        return Metric.named(metric).orElseThrow();
    }

    /// Why it ends the run, if it does; a metric without a value never does.
    Optional<String> tripped(Monitors monitors) {
        OptionalDouble value = monitors.value(watched());
        if (value.isEmpty()) {
            return Optional.empty();
        }
        double at = value.getAsDouble();
        String is = metric + " is " + String.format(Locale.ROOT, "%.4g", at);
        return above.filter(line -> at > line)
                .map(line -> is + ", above " + line)
                .or(() -> below.filter(line -> at < line).map(line -> is + ", below " + line));
    }
}
