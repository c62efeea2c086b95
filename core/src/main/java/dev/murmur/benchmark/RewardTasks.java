package dev.murmur.benchmark;

import java.util.List;

/// Every benchmark of reward models there is; one line adds one.
final class RewardTasks {
    static final List<RewardTask> ALL =
            List.of(
                    new RewardBench(false),
                    new RewardBench(true),
                    new StarlingHuman(),
                    new StarlingTruth(),
                    new StarlingSafety());

    private RewardTasks() {}
}
