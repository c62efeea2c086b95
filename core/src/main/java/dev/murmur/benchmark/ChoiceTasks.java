package dev.murmur.benchmark;

import java.util.List;

/// Every multiple-choice task there is; one line adds one.
final class ChoiceTasks {
    static final List<ChoiceTask> ALL =
            List.of(
                    new ArcChallenge(),
                    new HellaSwag(),
                    new Mmlu(),
                    TruthfulQa.mc1(),
                    TruthfulQa.mc2(),
                    new Winogrande());

    private ChoiceTasks() {}
}
