package dev.murmur.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.murmur.data.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Reference log-probs that runs share.
class ReferenceCacheTest {
    private static final String HOT = "loss={type: dpo, beta: 0.5}";

    @TempDir static Path folder;
    private static TinyRecipes recipes;

    @BeforeAll
    static void makeRecipes() {
        recipes = TinyRecipes.in(folder);
    }

    @BeforeEach
    void forget() throws IOException {
        AtomicFiles.deleteTree(recipes.run());
        AtomicFiles.deleteTree(cache());
    }

    @Test
    void aSweepOverBetaComputesThemOnce() throws IOException {
        Runs.run(recipes.preference());
        Path kept = entries().getFirst().resolve("reference.jsonl");
        assertThat(kept).hasSameBinaryContentAs(recipes.run().resolve("reference.jsonl"));
        String marked = mark(kept);

        AtomicFiles.deleteTree(recipes.run());
        Runs.run(recipes.preference(HOT));

        assertThat(entries()).hasSize(1);
        assertThat(recipes.run().resolve("reference.jsonl")).hasContent(marked);
    }

    /// Changes a kept file as one that was written so: another run that takes it shows the change.
    private static String mark(Path kept) throws IOException {
        String before = AtomicFiles.sha256(kept);
        String marked = Files.readString(kept).replaceFirst("\\d\\}", "7}");
        Files.writeString(kept, marked);
        Path record = kept.resolveSibling("phase.json");
        Files.writeString(
                record, Files.readString(record).replace(before, AtomicFiles.sha256(kept)));
        return marked;
    }

    @Test
    void aDamagedFileIsComputedAgain() throws IOException {
        Runs.run(recipes.preference());
        Path kept = entries().getFirst().resolve("reference.jsonl");
        String whole = Files.readString(kept);
        Files.writeString(kept, "");

        AtomicFiles.deleteTree(recipes.run());
        Runs.run(recipes.preference(HOT));

        assertThat(recipes.run().resolve("reference.jsonl")).hasContent(whole);
        assertThat(kept).hasContent(whole);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data.max_tokens=90",
                "data.overlong=drop",
                "training.dtype=bfloat16",
                "training.max_tokens_per_micro_batch=90"
            })
    void whatTheyDependOnIsInTheKey(String set) throws IOException {
        Runs.run(recipes.preference());
        AtomicFiles.deleteTree(recipes.run());
        Runs.run(recipes.preference(set));
        assertThat(entries()).hasSize(2);
    }

    @Test
    void theTextOfTheTemplateIsInTheKeyNotItsNameAlone() throws IOException {
        Path template = folder.resolve("own.jinja");
        String text = Files.readString(recipes.base().resolve("chat_template.jinja"));
        Files.writeString(template, text);
        Runs.run(recipes.preference("model.template=" + template));
        AtomicFiles.deleteTree(recipes.run());
        Files.writeString(template, "{# another #}" + text);
        Runs.run(recipes.preference("model.template=" + template));
        assertThat(entries()).hasSize(2);
    }

    @Test
    void theModelAndTheDataAreInTheKey() throws IOException {
        Runs.run(recipes.preference());
        AtomicFiles.deleteTree(recipes.run());
        Runs.run(recipes.preference("model.path=" + recipes.random()));
        AtomicFiles.deleteTree(recipes.run());
        Runs.run(recipes.preference("data.path=" + recipes.data("eval-pairs")));
        assertThat(entries()).hasSize(3);
    }

    private static Path cache() {
        return folder.resolve(".cache");
    }

    private static List<Path> entries() throws IOException {
        try (var entries = Files.list(cache().resolve("reference"))) {
            return entries.toList();
        }
    }
}
