package dev.murmur.cli;

import dev.murmur.data.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A folder with small models, data of every kind and a recipe of each, for `murmur run`.
record TinyRuns(Path folder) {
    private static final String TRAINING =
            "training: {learning_rate: 1e-3, batch_size: 2, checkpoint_every: 1}\n";

    static TinyRuns in(Path folder) throws IOException {
        var runs = new TinyRuns(folder);
        TinyModel.writeChat(folder.resolve("chat"));
        TinyModel.writeReward(folder.resolve("chat"), folder.resolve("reward"));
        runs.lines(
                "conversations.jsonl",
                """
                {"messages": [{"role": "user", "content": "%d"}, {"role": "assistant", "content": "a fruit"}]}\
                """);
        runs.lines(
                "pairs.jsonl",
                """
                {"prompt": "%d", "chosen": "a fruit", "rejected": "fruit"}\
                """);
        runs.lines(
                "prompts.jsonl",
                """
                {"prompt": "%d", "checklist": {"required": [["fruit"]]}}\
                """);
        runs.recipe("sft", "data: {path: '%s', max_tokens: 64}", "conversations");
        runs.recipe(
                "preference",
                "loss: {type: dpo, beta: 0.1}\ndata: {path: '%s', max_tokens: 64}",
                "pairs");
        runs.recipe(
                "reward-model",
                "loss: {type: bradley-terry}\ndata: {path: '%s', max_tokens: 64}",
                "pairs");
        runs.recipe(
                "online",
                """
                iterations: 2
                reference: previous
                prompts: {path: '%1$s', per_iteration: 6, max_tokens: 64}
                sampling: {n: 8, max_new_tokens: 40}
                reward: {type: scalar, path: '%2$s'}
                pairs: {select: best-worst}
                loss: {type: dpo, beta: 0.1}
                evaluation: {prompts: '%1$s', judge: {type: rule, rule: checklist}, decoding: {type: sampling, max_new_tokens: 6}}\
                """,
                "prompts");
        runs.recipe(
                "rejection-sampling",
                """
                iterations: 1
                prompts: {path: '%1$s', per_iteration: 6, max_tokens: 64}
                sampling: {n: 8, max_new_tokens: 40}
                reward: {type: scalar, path: '%2$s'}
                evaluation: {prompts: '%1$s', judge: {type: rule, rule: checklist}, decoding: {type: beam, beams: 2, max_new_tokens: 6}}\
                """,
                "prompts");
        return runs;
    }

    /// @param kind names the recipe and its file
    Path recipe(String kind) {
        return folder.resolve(kind + ".yaml");
    }

    Path run() {
        return folder.resolve("run");
    }

    /// Relative name to hash of every file of the run but its timings.
    SortedMap<String, String> hashes() throws IOException {
        var hashes = new TreeMap<String, String>();
        try (Stream<Path> files = Files.walk(run())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                hashes.put(run().relativize(file).toString(), AtomicFiles.sha256(file));
            }
        }
        hashes.remove("timings.jsonl");
        return hashes;
    }

    private void recipe(String kind, String body, String data) throws IOException {
        Files.writeString(
                recipe(kind),
                "kind: %s\nname: tiny\noutput: '%s'\nmodel: {path: '%s'}\n"
                                .formatted(kind, run(), folder.resolve("chat"))
                        + body.formatted(folder.resolve(data + ".jsonl"), folder.resolve("reward"))
                        + "\n"
                        + TRAINING);
    }

    private void lines(String name, String row) throws IOException {
        List<String> rows = IntStream.range(0, 8).mapToObj(row::formatted).toList();
        Files.write(folder.resolve(name), rows);
    }
}
