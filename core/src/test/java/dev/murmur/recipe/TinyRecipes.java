package dev.murmur.recipe;

import dev.murmur.model.TextModels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/// Recipes of every kind over small models and files, each a run of a second or less.
record TinyRecipes(Path folder) {
    private static final String TRAINING =
            """
            training:
              learning_rate: 1e-3
              batch_size: 4
              epochs: 2
              max_tokens_per_micro_batch: 64
            """;

    /// Writes data, a reward model and a chat model that has learnt a little: its replies end, and
    /// differ.
    static TinyRecipes in(Path folder) {
        var recipes = new TinyRecipes(folder);
        try {
            TextModels.causal(recipes.random(), 5);
            TextModels.scalar(folder.resolve("reward"), 7);
            for (String part : List.of("train", "eval")) {
                int rows = part.equals("train") ? 8 : 3;
                recipes.write(part + "-conversations.jsonl", rows, TinyRecipes::conversation);
                recipes.write(part + "-pairs.jsonl", rows, TinyRecipes::pair);
                recipes.write(part + "-labelled.jsonl", rows, TinyRecipes::labelled);
                recipes.write(part + "-rankings.jsonl", rows, TinyRecipes::ranking);
                recipes.write(part + "-prompts.jsonl", rows, TinyRecipes::prompt);
            }
            Runs.run(
                    recipes.sft(
                            "model.path=" + recipes.random(),
                            "output=" + folder.resolve("learnt"),
                            "training.learning_rate=3e-3",
                            "training.epochs=20"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return recipes;
    }

    /// What the base was before it learnt.
    Path random() {
        return folder.resolve("random");
    }

    Path base() {
        return folder.resolve("learnt/model");
    }

    Path run() {
        return folder.resolve("run");
    }

    Path data(String name) {
        return folder.resolve(name + ".jsonl");
    }

    Recipe sft(String... sets) {
        return read("kind: sft\n" + start() + data("conversations", 100) + TRAINING, sets);
    }

    /// @param data `pairs` or `rankings`
    Recipe rewardModel(String data, String... sets) {
        return read(
                "kind: reward-model\nloss: {type: plackett-luce, ties: exclude}\n"
                        + start()
                        + data(data, 100)
                        + TRAINING,
                sets);
    }

    Recipe preference(String... sets) {
        return read(
                "kind: preference\nloss: {type: dpo, beta: 0.1}\n"
                        + start()
                        + data("pairs", 100)
                        + TRAINING,
                sets);
    }

    /// @param data `labelled` or `pairs`
    Recipe unpaired(String data, String... sets) {
        return read(
                "kind: unpaired-preference\nloss: {type: kto, beta: 0.1}\n"
                        + start()
                        + data(data, 100)
                        + TRAINING,
                sets);
    }

    Recipe online(String... sets) {
        String body =
                """
                kind: online
                iterations: 2
                reference: initial
                prompts: {path: '%s', per_iteration: 6, max_tokens: 60}
                sampling: {n: 6, max_new_tokens: 12}
                reward: {type: scalar, path: '%s'}
                pairs: {select: best-worst}
                loss: {type: dpo, beta: 0.1}
                evaluation:
                  prompts: '%s'
                  judge: {type: rule, rule: checklist}
                  decoding: {type: sampling, max_new_tokens: 12}
                """
                        .formatted(
                                data("train-prompts"),
                                folder.resolve("reward"),
                                data("eval-prompts"));
        return read(body + start() + TRAINING, sets);
    }

    Recipe rejectionSampling(String... sets) {
        String body =
                """
                kind: rejection-sampling
                iterations: 2
                prompts: {path: '%s', per_iteration: 6, max_tokens: 60, sampling: uniform-by-source}
                sampling: {n: 6, max_new_tokens: 12}
                reward: {type: scalar, path: '%s'}
                evaluation:
                  prompts: '%s'
                  judge: {type: rule, rule: checklist}
                  decoding: {type: greedy, max_new_tokens: 12}
                """
                        .formatted(
                                data("train-prompts"),
                                folder.resolve("reward"),
                                data("eval-prompts"));
        return read(body + start() + TRAINING, sets);
    }

    /// Best of 4 against one sample of the same model.
    Recipe evaluation(String... sets) {
        String reward = "{type: scalar, path: '%s'}".formatted(folder.resolve("reward"));
        String body =
                """
                kind: evaluation
                prompts: {path: '%1$s', max_tokens: 60}
                decoding: {type: best-of-n, n: 4, max_new_tokens: 12, reward: %2$s}
                reward: %2$s
                judge: {type: rule, rule: checklist}
                baseline:
                  type: model
                  path: '%3$s'
                  decoding: {type: sampling, max_new_tokens: 12}
                """
                        .formatted(data("eval-prompts"), reward, base());
        return read(body + start(), sets);
    }

    /// Three iterations, evaluated after the second and the third.
    ///
    /// @param loss a flow mapping; a loss that uses values has a value model
    Recipe policyGradient(String loss, String... sets) {
        String body =
                """
                kind: policy-gradient
                iterations: 3
                prompts: {path: '%s', per_iteration: 4, max_tokens: 60}
                sampling: {n: 4, max_new_tokens: 8}
                reward: {type: rule, rule: checklist}
                loss: %s
                value: %s
                evaluate_every: 2
                evaluation:
                  prompts: '%s'
                  judge: {type: rule, rule: checklist}
                  decoding: {type: sampling, max_new_tokens: 8}
                """
                        .formatted(
                                data("train-prompts"),
                                loss,
                                loss.matches(".*(apa|awr|ppo).*") ? "{}" : "null",
                                data("eval-prompts"));
        return read(body + start() + TRAINING, sets);
    }

    Recipe read(String yaml, String... sets) {
        try {
            Path file = Files.writeString(folder.resolve("recipe.yaml"), yaml);
            return RecipeReader.read(file, List.of(sets));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String start() {
        return "name: tiny\noutput: '%s'\nmodel: {path: '%s'}\n".formatted(run(), base());
    }

    private String data(String kind, int maxTokens) {
        return "data: {path: '%s', eval: '%s', max_tokens: %d}\n"
                .formatted(data("train-" + kind), data("eval-" + kind), maxTokens);
    }

    private void write(String name, int rows, IntFunction<String> row) throws IOException {
        List<String> lines = IntStream.range(0, rows).mapToObj(row).toList();
        Files.write(folder.resolve(name), lines);
    }

    private static String conversation(int i) {
        return """
        {"messages": [{"role": "user", "content": "where is the cat on the mat, cat %d"}, {"role": "assistant", "content": "on the mat"}]}\
        """
                .formatted(i);
    }

    private static String pair(int i) {
        return """
        {"prompt": "where is the cat on the mat, cat %d", "chosen": "on the mat%s", "rejected": "the hat"}\
        """
                .formatted(i, " and the hat".repeat(i % 3));
    }

    private static String labelled(int i) {
        return """
        {"prompt": "where is the cat on the mat, cat %d", "reply": "%s", "label": %b}\
        """
                .formatted(i, i % 2 == 0 ? "on the mat" : "the hat", i % 2 == 0);
    }

    private static String ranking(int i) {
        return """
        {"prompt": "where is the cat on the mat, cat %d", "answers": [{"answer": "on the mat", "rank": 1}, {"answer": "the hat", "rank": 2}, {"answer": "the end", "rank": 3}]}\
        """
                .formatted(i);
    }

    private static String prompt(int i) {
        return """
        {"prompt": "where is the cat on the mat, cat %d, the cat on the mat", "checklist": {"any_of": ["the", "cat"], "at_least": 1}}\
        """
                .formatted(i);
    }
}
