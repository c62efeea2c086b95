package dev.murmur.report;

import dev.murmur.data.FinishReason;
import dev.murmur.data.KeyedRandom;
import dev.murmur.evaluation.BestOfNCurve;
import dev.murmur.evaluation.EvaluationFiles;
import dev.murmur.evaluation.PolicyEvaluation;
import dev.murmur.evaluation.RankingAccuracy;
import dev.murmur.evaluation.ReplyOutcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// Writes a made-up run folder in the layout of docs/architecture.md.
///
/// @param growth tokens by which replies grow an iteration
record RunFixture(Path folder, int iterations, double growth, int prompts) {
    static final String HOSTILE = "</script><img src=x onerror=alert(1)>{{title}}";

    /// The whole run, evaluated to its end.
    RunFixture write() {
        text("recipe.yaml", recipe());
        text("manifest.json", "{\"version\": \"0.1.0\", \"hardware\": {\"cores\": 2}}\n");
        writeStage(0);
        IntStream.rangeClosed(1, iterations).forEach(this::writeIteration);
        return this;
    }

    RunFixture writeBestOfN() {
        long key = KeyedRandom.key(1, "best-of-n", "fixture");
        var rewards = new ArrayList<double[]>();
        var judge = new ArrayList<double[]>();
        for (int p = 0; p < prompts; p++) {
            int prompt = p;
            double[] quality =
                    IntStream.range(0, 16)
                            .mapToDouble(i -> KeyedRandom.uniform(key, prompt * 16L + i))
                            .toArray();
            rewards.add(quality);
            judge.add(IntStream.range(0, 16).mapToDouble(i -> quality[i] > 0.6 ? 1 : 0).toArray());
        }
        EvaluationFiles.write(
                folder.resolve("best-of-n.json"),
                BestOfNCurve.of("rule:checklist", rewards, judge, 1, 2, 4, 8, 16));
        return this;
    }

    RunFixture writeRewardModel() {
        EvaluationFiles.write(
                folder.resolve("reward-model.json"), new RankingAccuracy(0.741, 0.012, 150, 2950));
        return this;
    }

    private String recipe() {
        return """
        kind: online
        name: %s
        iterations: 3
        seed: 7
        reference: initial
        model: {path: demo/sft, template: chatml}
        loss: {type: %s, beta: 0.1%s}
        training: {learning_rate: 1.0e-4, batch_size: 32}
        sampling: {n: 8, temperature: 1.0}
        """
                .formatted(
                        folder.getFileName(),
                        growth > 1 ? "dpo" : "length-regularised-dpo",
                        growth > 1 ? "" : ", alpha: 0.02");
    }

    private void writeIteration(int k) {
        Path dir = folder.resolve("iteration-" + k);
        writeStage(k);
        var metrics = new StringBuilder();
        var pairs = new StringBuilder();
        long key = KeyedRandom.key(k, "metrics", "fixture");
        for (int step = 1; step <= 150; step++) {
            double noise = KeyedRandom.uniform(key, step) - 0.5;
            double x = step / 150.0;
            metrics.append(
                    String.format(
                            Locale.ROOT,
                            "{\"step\":%d,\"loss\":%.4f,\"margin\":%.4f,\"accuracy\":%.4f,\"reward_chosen\":%.4f,\"reward_rejected\":%.4f,\"grad_norm\":1.5}%n",
                            step,
                            0.693 - 0.2 * x + 0.1 * noise,
                            0.6 * x + 0.2 * noise,
                            Math.min(1, 0.5 + 0.3 * x + 0.2 * noise),
                            -0.1 * x,
                            -0.7 * x - 0.2 * noise));
            pairs.append(
                    "{\"id\":\"p%d\",\"prompt\":\"Why?\",\"source\":\"\",\"chosen\":\"Yes.\",\"rejected\":\"No.\",\"chosen_finish\":\"stop\",\"rejected_finish\":\"stop\",\"chosen_score\":2,\"rejected_score\":1,\"chosen_ids\":%s,\"rejected_ids\":%s}%n"
                            .formatted(
                                    step,
                                    ids(20 + (int) (growth * k) + step % 9),
                                    ids(22 + step % 7)));
        }
        text(dir, "metrics.jsonl", metrics.toString());
        text(dir, "pairs.jsonl", pairs.toString());
        text(
                dir,
                "selection.json",
                "{\"pairs\": 150, \"skipped\": {\"tie\": %d, \"identical replies\": 3}}"
                        .formatted(20 + k));
    }

    private void writeStage(int number) {
        Path dir = folder.resolve(number == 0 ? "start" : "iteration-" + number);
        List<ReplyOutcome> start = outcomes(0);
        List<ReplyOutcome> outcomes = number == 0 ? start : outcomes(number);
        EvaluationFiles.writeOutcomes(dir.resolve("outcomes.jsonl"), outcomes);
        EvaluationFiles.write(
                dir.resolve("evaluation.json"),
                PolicyEvaluation.of("rule:checklist", outcomes, start));
        var replies = new StringBuilder();
        for (int p = 0; p < prompts; p++) {
            replies.append(
                    "{\"id\":\"held-%03d\",\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}],\"source\":\"facts\",\"replies\":[{\"text\":\"%s\",\"ids\":[1,2],\"finish\":\"stop\"}]}%n"
                            .formatted(p, prompt(p), reply(number, p)));
        }
        text(dir, "replies.jsonl", replies.toString());
    }

    private List<ReplyOutcome> outcomes(int number) {
        long key = KeyedRandom.key(number, "outcomes", number == 0 ? "" : folder.toString());
        return IntStream.range(0, prompts)
                .mapToObj(p -> {
                    int tokens =
                            (int) (22 + growth * number + 14 * KeyedRandom.uniform(key, 3L * p));
                    double right =
                            KeyedRandom.uniform(key, 3L * p + 1) < 0.5 + 0.1 * number ? 1 : 0.25;
                    return new ReplyOutcome(
                            "held-%03d".formatted(p),
                            tokens,
                            p % 40 == 0 ? FinishReason.LENGTH : FinishReason.STOP,
                            right + 0.05 * tokens,
                            right,
                            number * (0.8 + KeyedRandom.uniform(key, 3L * p + 2)));
                })
                .toList();
    }

    private static String prompt(int p) {
        return p == 0 ? HOSTILE : "Question " + p + ": what is the capital of country " + p + "?";
    }

    private String reply(int number, int p) {
        String padding =
                "I hope that this helps you with your question. "
                        .repeat((int) (growth * number / 6));
        return p == 0
                ? HOSTILE + " " + number
                : "The capital of country %d is City %d. ".formatted(p, p) + padding;
    }

    private static String ids(int n) {
        return IntStream.range(0, n).boxed().toList().toString();
    }

    private void text(String name, String text) {
        text(folder, name, text);
    }

    private static void text(Path dir, String name, String text) {
        try {
            Files.createDirectories(dir);
            Files.writeString(dir.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
