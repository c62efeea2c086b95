package dev.murmur.recipe;

import dev.murmur.settings.Check;
import dev.murmur.settings.Default;
import dev.murmur.settings.Doc;
import dev.murmur.training.LrSchedule;

/// The learning rate over the steps of a run: up from zero while warming up, then as named.
public sealed interface ScheduleSection {
    double warmupRatio();

    /// The schedule of a run; a warm-up ends on a whole step, rounded up as in transformers.
    default LrSchedule over(long totalSteps) {
        long warmupSteps = (long) Math.ceil(warmupRatio() * totalSteps);
        return switch (this) {
            case Constant _ -> new LrSchedule.Constant(warmupSteps);
            case Linear _ -> new LrSchedule.Linear(warmupSteps);
            case Cosine(_, double minLrRatio) -> new LrSchedule.Cosine(warmupSteps, minLrRatio);
        };
    }

    /// Down half a cosine wave.
    record Cosine(
            @Doc("share of the steps spent warming up, in [0, 1)") @Default("0.03")
                    double warmupRatio,
            @Doc("last learning rate over the peak, in [0, 1]") @Default("0.1") double minLrRatio)
            implements ScheduleSection {
        public Cosine {
            checkWarmup(warmupRatio)
                    .require(
                            minLrRatio >= 0 && minLrRatio <= 1,
                            "min_lr_ratio",
                            minLrRatio,
                            "in [0, 1]")
                    .verify();
        }
    }

    /// Down a straight line to zero.
    record Linear(
            @Doc("share of the steps spent warming up, in [0, 1)") @Default("0.03")
                    double warmupRatio)
            implements ScheduleSection {
        public Linear {
            checkWarmup(warmupRatio).verify();
        }
    }

    /// Stays at the peak.
    record Constant(
            @Doc("share of the steps spent warming up, in [0, 1)") @Default("0.03")
                    double warmupRatio)
            implements ScheduleSection {
        public Constant {
            checkWarmup(warmupRatio).verify();
        }
    }

    private static Check checkWarmup(double ratio) {
        return new Check().require(ratio >= 0 && ratio < 1, "warmup_ratio", ratio, "in [0, 1)");
    }
}
