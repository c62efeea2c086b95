package dev.murmur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.murmur.model.CausalLm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Input that cannot be used: one clear line before any work, exit code 2, nothing written.
class BadInputTest {
    @TempDir static Path folder;
    private static TinyRuns runs;

    /// @param sets laid over the recipe; FOLDER stands for the test's folder
    /// @param says what the one line contains, in this order
    record Case(String what, String kind, List<String> sets, List<String> says) {
        @Override
        public String toString() {
            return what;
        }
    }

    @BeforeAll
    static void makeInput() throws IOException {
        runs = TinyRuns.in(folder);
        config("other-architecture", "\"model_type\": \"llama\"", "\"model_type\": \"gpt2\"");
        config("other-shape", "\"intermediate_size\": 24", "\"intermediate_size\": 32");
        config("small-embedding", "\"vocab_size\": 280", "\"vocab_size\": 200");
        try (CausalLm small = CausalLm.random(folder.resolve("small-embedding"), 1)) {
            small.save(folder.resolve("small-embedding"), "");
        }
        Path weights = copy("truncated").resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        Files.write(weights, Arrays.copyOf(bytes, bytes.length - 100));
        Files.delete(copy("no-weights").resolve("model.safetensors"));
        Files.delete(copy("no-tokenizer").resolve("tokenizer.json"));
        write("empty.jsonl", "");
        write(
                "malformed.jsonl",
                "{\"prompt\": \"a\", \"chosen\": \"b\", \"rejected\": \"c\"}\n{\"prompt\": \n");
        write("equal.jsonl", "{\"prompt\": \"a\", \"chosen\": \"b\", \"rejected\": \"b\"}\n");
        write("long.jsonl", pair("short") + pair("a fruit ".repeat(40)));
        write("one-pair.jsonl", pair("short"));
        write("ties.jsonl", answers(1, 1));
        write("three.jsonl", answers(1, 2, 3));
        write("plain-prompts.jsonl", "{\"prompt\": \"a\"}\n{\"id\": \"x\", \"prompt\": \"b\"}\n");
        write(
                "one-prompt.jsonl",
                "{\"prompt\": \"a\", \"checklist\": {\"required\": [[\"b\"]]}}\n");
        write(
                "twice.jsonl",
                "{\"id\": \"x\", \"prompt\": \"a\"}\n{\"id\": \"x\", \"prompt\": \"b\"}\n");
    }

    static Stream<Case> cases() {
        return Stream.of(
                model("missing folder", "nowhere", "nowhere is not a folder", "config.json"),
                model("wrong architecture", "other-architecture", "gpt2", "llama"),
                model("truncated weights", "truncated", "model.safetensors", "complete?"),
                model("no weights", "no-weights", "no-weights has no weights"),
                model("other shape", "other-shape", "mlp.gate_proj", "[24, 16]", "[32, 16]"),
                model(
                        "tokenizer too large",
                        "small-embedding",
                        "the tokenizer has ids up to",
                        "200 rows"),
                model("no tokenizer", "no-tokenizer", "no-tokenizer", "tokenizer.json"),
                data("no such file", "nowhere.jsonl", "nowhere.jsonl does not exist"),
                data("empty file", "empty.jsonl", "empty.jsonl is empty", "expected"),
                data("malformed line", "malformed.jsonl", "malformed.jsonl:2: "),
                data("equal sides", "equal.jsonl", "equal.jsonl:1: ", "are equal", "drop the line"),
                data(
                        "prompt too long",
                        "long.jsonl",
                        "long.jsonl: 1 of 2 rows are longer than max_tokens (64)",
                        "'2'",
                        "overlong"),
                of("unknown key", "sft", "training.optimiser={}", "optimiser", "optimizer"),
                of(
                        "negative learning rate",
                        "sft",
                        "training.learning_rate=-1",
                        "training.learning_rate is -1.0, must be in (0, 1)"),
                of(
                        "too little memory",
                        "sft",
                        "training.memory_gb=0.1",
                        "training.memory_gb is 0.1, must be at least 0.",
                        "with micro-batches of 256 tokens"),
                of("a set without a value", "sft", "training", "training", "="),
                of("missing held-out file", "sft", "data.eval=no.jsonl", "no.jsonl does not"),
                of(
                        "one ranking to measure on",
                        "reward-model",
                        "data.eval=FOLDER/one-pair.jsonl",
                        "one-pair.jsonl: rankings with different ranks: 1, must be at least 2"),
                of(
                        "nothing but ties",
                        "reward-model",
                        "data.path=FOLDER/ties.jsonl",
                        "ties.jsonl: rankings with different ranks: 0, must be at least 1"),
                of(
                        "a ranking for a loss of pairs",
                        "reward-model",
                        "data.path=FOLDER/three.jsonl",
                        "three.jsonl: prompt 1 has 3 replies, loss bradley-terry takes 2",
                        "plackett-luce"),
                of(
                        "a language model for a reward",
                        "online",
                        "reward.path=FOLDER/chat",
                        "chat has no 'score.weight'"),
                of(
                        "a rule without its field",
                        "online",
                        "evaluation.prompts=FOLDER/plain-prompts.jsonl",
                        "prompt '1' has no field 'checklist'"),
                of(
                        "one prompt to measure on",
                        "online",
                        "evaluation.prompts=FOLDER/one-prompt.jsonl",
                        "1 prompt of",
                        "one-prompt.jsonl",
                        "at least 2"),
                of(
                        "too few prompts",
                        "online",
                        "prompts.per_iteration=9",
                        "prompts.per_iteration is 9, must be at most the 8 prompts of",
                        "prompts.jsonl"),
                of(
                        "replies longer than the model",
                        "online",
                        "sampling.max_new_tokens=128",
                        "max_new_tokens is 128, must be below the 128 positions"),
                of("an id twice", "online", "prompts.path=FOLDER/twice.jsonl", "twice.jsonl:2: "));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void badInputIsOneClearLineAndNothingIsWritten(Case bad) {
        var args = new ArrayList<Object>(List.of("run", runs.recipe(bad.kind)));
        for (String set : bad.sets) {
            args.addAll(List.of("--set", set.replace("FOLDER", folder.toString())));
        }
        Outcome outcome = Outcome.of(args.toArray());

        assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(ExitCodes.BAD_INPUT);
        assertThat(outcome.err().lines()).hasSize(1);
        assertThat(outcome.err()).startsWith("murmur: ").containsSubsequence(bad.says);
        assertThat(outcome.out()).isEmpty();
        assertThat(runs.run()).doesNotExist();
    }

    @Test
    void aRowThatIsTooLongIsDroppedOrCutWhereTheRecipeSaysSo() throws IOException {
        for (String overlong : List.of("drop", "left")) {
            Path run = folder.resolve(overlong);
            Outcome outcome =
                    Outcome.of(
                            "run",
                            runs.recipe("preference"),
                            "--set",
                            "data.overlong=" + overlong,
                            "--set",
                            "data.path=" + folder.resolve("long.jsonl"),
                            "--set",
                            "output=" + run);
            assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(ExitCodes.OK);
            assertThat(Files.readAllLines(run.resolve("reference.jsonl")))
                    .hasSize(overlong.equals("drop") ? 1 : 2);
        }
    }

    private static Case model(String what, String model, String... says) {
        return new Case(what, "sft", List.of("model.path=FOLDER/" + model), List.of(says));
    }

    private static Case data(String what, String file, String... says) {
        return new Case(what, "preference", List.of("data.path=FOLDER/" + file), List.of(says));
    }

    private static Case of(String what, String kind, String set, String... says) {
        return new Case(what, kind, List.of(set), List.of(says));
    }

    private static String answers(int... ranks) {
        String answers =
                Arrays.stream(ranks)
                        .mapToObj("{\"answer\": \"a fruit\", \"rank\": %d}"::formatted)
                        .collect(Collectors.joining(", "));
        return "{\"prompt\": \"a\", \"answers\": [%s]}\n".formatted(answers);
    }

    private static String pair(String prompt) {
        return "{\"prompt\": \"%s\", \"chosen\": \"fruit\", \"rejected\": \"a\"}\n"
                .formatted(prompt);
    }

    private static void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private static void config(String name, String from, String to) throws IOException {
        Path config = copy(name).resolve("config.json");
        String json = Files.readString(config).replace("\" : ", "\": ");
        assertThat(json).contains(from);
        Files.writeString(config, json.replace(from, to), StandardCharsets.UTF_8);
    }

    private static Path copy(String name) throws IOException {
        Path target = Files.createDirectory(folder.resolve(name));
        try (var files = Files.list(folder.resolve("chat"))) {
            files.forEach(file -> {
                try {
                    Files.copy(file, target.resolve(file.getFileName()));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
        return target;
    }
}
