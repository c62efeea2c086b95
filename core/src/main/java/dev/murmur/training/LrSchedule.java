package dev.murmur.training;

/// The course of the learning rate over a run: a linear warm-up, then one of three ways down.
///
/// Equal to the schedules of Hugging Face transformers 5.18 with warm-up (`constant`, `linear`,
/// `cosine` with a minimum). As there, the first step of a warm-up has factor 0: it fills the
/// optimiser's moments and moves nothing.
public sealed interface LrSchedule {
    /// Steps in which the factor grows from 0 to 1.
    long warmupSteps();

    /// What to multiply the peak learning rate by.
    ///
    /// @param step how many steps were done before this one: 0 at the first
    /// @param totalSteps of the whole run; from there on the factor stays at its last value
    /// @return in `[0, 1]`
    default double at(long step, long totalSteps) {
        if (step < 0) {
            throw new IllegalArgumentException("step is " + step + ", must be >= 0");
        }
        if (warmupSteps() > totalSteps) {
            throw new IllegalArgumentException(
                    "schedule.warmup_steps is "
                            + warmupSteps()
                            + ", must be at most the run's "
                            + totalSteps
                            + " steps");
        }
        if (step < warmupSteps()) {
            return (double) step / warmupSteps();
        }
        long decaySteps = Math.max(1, totalSteps - warmupSteps());
        double progress = Math.min(1, (double) (step - warmupSteps()) / decaySteps);
        return switch (this) {
            case Constant _ -> 1;
            case Linear _ -> 1 - progress;
            case Cosine(_, double minRatio) ->
                    minRatio + (1 - minRatio) * 0.5 * (1 + Math.cos(Math.PI * progress));
        };
    }

    /// Stays at the peak.
    record Constant(long warmupSteps) implements LrSchedule {
        public Constant {
            requireWarmup(warmupSteps);
        }
    }

    /// Falls on a line to 0 after the last step.
    record Linear(long warmupSteps) implements LrSchedule {
        public Linear {
            requireWarmup(warmupSteps);
        }
    }

    /// Falls on half a cosine to a share of the peak after the last step.
    ///
    /// @param minRatio that share, in `[0, 1]`
    record Cosine(long warmupSteps, double minRatio) implements LrSchedule {
        public Cosine {
            requireWarmup(warmupSteps);
            if (!(minRatio >= 0 && minRatio <= 1)) {
                throw new IllegalArgumentException(
                        "schedule.min_ratio is "
                                + minRatio
                                + ", must be in [0, 1] (0 or 0.1 is usual)");
            }
        }
    }

    private static void requireWarmup(long warmupSteps) {
        if (warmupSteps < 0) {
            throw new IllegalArgumentException(
                    "schedule.warmup_steps is " + warmupSteps + ", must be >= 0");
        }
    }
}
