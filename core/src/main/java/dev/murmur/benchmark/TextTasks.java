package dev.murmur.benchmark;

import java.util.List;

/// Every task that a language model is asked in plain text; one line adds one.
final class TextTasks {
    static final List<TextTask> ALL =
            List.of(
                    new ArcChallenge(),
                    new HellaSwag(),
                    new Mmlu(),
                    TruthfulQa.mc1(),
                    TruthfulQa.mc2(),
                    new Winogrande(),
                    new Gsm8k(),
                    new HumanEval(),
                    new Mbpp());

    private TextTasks() {}
}
