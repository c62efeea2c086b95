package dev.murmur.bench.table;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;

/// What one process measured.
///
/// @param peakMb most memory that was resident, from the start of the process, MB
/// @param versions of what ran
public record Round(List<Step> steps, double peakMb, String versions) {
    /// Mean seconds of a step.
    @JsonIgnore
    double seconds() {
        return steps.stream().mapToDouble(Step::seconds).average().orElseThrow();
    }

    /// Mean CPU seconds of a step.
    @JsonIgnore
    double cpuSeconds() {
        return steps.stream().mapToDouble(Step::cpuSeconds).average().orElseThrow();
    }

    /// Mean tokens of a step.
    @JsonIgnore
    double tokens() {
        return steps.stream().mapToLong(Step::tokens).average().orElseThrow();
    }

    @JsonIgnore
    double tokensPerSecond() {
        return tokens() / seconds();
    }

    @JsonIgnore
    double tokensPerCpuSecond() {
        return tokens() / cpuSeconds();
    }
}
