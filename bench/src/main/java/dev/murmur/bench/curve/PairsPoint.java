package dev.murmur.bench.curve;

import dev.murmur.bench.ProcessMemory;
import dev.murmur.data.AtomicFiles;
import dev.murmur.data.KeyedRandom;
import dev.murmur.metrics.Progress;
import dev.murmur.metrics.RunContext;
import dev.murmur.metrics.StopSignal;
import dev.murmur.metrics.StoppedException;
import dev.murmur.model.CausalLm;
import dev.murmur.recipe.RecipeReader;
import dev.murmur.recipe.RecipeRunner;
import dev.murmur.text.BpeTrainer;
import dev.murmur.text.ChatMlTemplate;
import dev.murmur.text.ChatTemplates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A preference run on a file of so many pairs, stopped after its first steps.
///
/// @param pairs in the file
/// @param folder of its own, emptied first
record PairsPoint(int pairs, Path folder) {
    private static final int WORDS = 2000;
    private static final int STEPS = 3;
    private static final List<String> SPECIALS = List.of("<|pad|>", "<|im_start|>", "<|im_end|>");

    Measured measure() throws IOException {
        AtomicFiles.deleteTree(folder);
        Files.createDirectories(folder);
        Path model = folder.resolve("model");
        writeModel(model);
        Path data = folder.resolve("pairs.jsonl");
        writePairs(data);
        Path recipe = folder.resolve("recipe.yaml");
        Files.writeString(
                recipe,
                """
                kind: preference
                name: curve
                output: '%s'
                model: {path: '%s'}
                data: {path: '%s', max_tokens: 2048}
                loss: {type: simpo, beta: 2, gamma: 1}
                training: {learning_rate: 1e-6, batch_size: 8}
                """
                        .formatted(folder.resolve("run"), model, data));
        var clock = new FirstSteps(System.nanoTime());
        try {
            RecipeRunner.run(
                    RecipeReader.read(recipe, List.of()),
                    false,
                    new RunContext(Progress.NONE, clock),
                    InstantSource.system());
        } catch (StoppedException _) {
            double peak = ProcessMemory.peak();
            AtomicFiles.deleteTree(folder);
            return new Measured(pairs, clock.seconds, peak, pairs, 0);
        }
        throw new IllegalStateException("the run ended before it was stopped");
    }

    /// Notes when training begins, and ends it after some steps.
    private static final class FirstSteps implements StopSignal {
        private final long start;
        private double seconds;
        private int asked;

        FirstSteps(long start) {
            this.start = start;
        }

        @Override
        public boolean requested() {
            if (asked == 0) {
                seconds = (System.nanoTime() - start) / 1e9;
            }
            asked++;
            return asked > STEPS;
        }
    }

    private static void writeModel(Path folder) throws IOException {
        Files.createDirectories(folder);
        Stream<String> words =
                Stream.concat(
                        IntStream.range(0, WORDS).mapToObj(PairsPoint::word),
                        Stream.of("user", "assistant"));
        var tokenizer = BpeTrainer.train(words, Llama.TINY.vocab(), SPECIALS);
        tokenizer.write(folder, Map.of("eos_token", "<|im_end|>", "pad_token", "<|pad|>"));
        ChatTemplates.write(new ChatMlTemplate(), folder);
        Files.writeString(folder.resolve("config.json"), Llama.TINY.configJson());
        try (CausalLm model = CausalLm.random(folder, 1)) {
            model.save(folder, "Random weights.\n");
        }
    }

    private void writePairs(Path file) {
        AtomicFiles.writeText(
                file,
                out -> {
                    for (int i = 0; i < pairs; i++) {
                        out.write(
                                """
                                {"prompt": "%s", "chosen": "%s", "rejected": "%s"}
                                """
                                        .formatted(text(i, 0), text(i, 1), text(i, 2)));
                    }
                });
    }

    private static String text(int row, int part) {
        long key = KeyedRandom.key(1, "pair " + row, "part " + part);
        return IntStream.range(0, 100)
                .mapToObj(i -> word(KeyedRandom.below(WORDS, key, i)))
                .collect(Collectors.joining(" "));
    }

    private static String word(int index) {
        return Integer.toString(index + 36 * 36, 36);
    }
}
