package dev.murmur.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadedTokenizerTest {
    @TempDir Path folder;

    @Test
    void foldersWithTheSameFilesShareOne() throws IOException {
        Path first = model("first", "{}");
        Path second = model("second", "{}");
        LoadedTokenizer loaded = LoadedTokenizer.take(first);
        try {
            assertThat(take(second)).isSameAs(loaded);
        } finally {
            loaded.release();
        }
    }

    @Test
    void oneThatNobodyUsesIsThereForTheNext() throws IOException {
        Path model = model("model", "{}");
        assertThat(take(model)).isSameAs(take(model));
    }

    @Test
    void aFileThatChangedIsLoadedAgain() throws IOException {
        Path model = model("model", "{}");
        LoadedTokenizer before = take(model);
        Files.writeString(
                model.resolve("tokenizer_config.json"),
                "{\"added_tokens_decoder\": {\"%d\": {\"content\": \"<new>\"}}}"
                        .formatted(before.vocabulary().size()));
        LoadedTokenizer after = take(model);
        assertThat(after).isNotSameAs(before);
        assertThat(after.vocabulary()).containsKey("<new>");
        assertThat(before.vocabulary()).doesNotContainKey("<new>");
    }

    @Test
    void thoseThatNobodyUsesAreDroppedOldestFirst() throws IOException {
        LoadedTokenizer[] loaded = new LoadedTokenizer[5];
        for (int i = 0; i < loaded.length; i++) {
            loaded[i] = take(model("model-" + i, "{\"n\": " + i + "}"));
        }
        assertThat(take(folder.resolve("model-4"))).isSameAs(loaded[4]);
        assertThat(take(folder.resolve("model-0"))).isNotSameAs(loaded[0]);
    }

    @Test
    void oneInUseIsKeptHoweverManyAreOpenedBesideIt() throws IOException {
        Path model = model("model", "{}");
        try (Tokenizer used = Tokenizer.open(model)) {
            for (int i = 0; i < 5; i++) {
                take(model("other-" + i, "{\"n\": " + i + "}"));
            }
            assertThat(used.decode(used.encode("the cat"))).isEqualTo("the cat");
        }
    }

    @Test
    void closingTwiceGivesBackOnce() throws IOException {
        Path model = model("model", "{}");
        try (Tokenizer used = Tokenizer.open(model)) {
            Tokenizer closed = Tokenizer.open(model);
            closed.close();
            closed.close();
            for (int i = 0; i < 5; i++) {
                take(model("other-" + i, "{\"n\": " + i + "}"));
            }
            assertThat(used.decode(used.encode("the cat"))).isEqualTo("the cat");
        }
    }

    @Test
    void aFolderWhoseNamedTokenIsMissingIsNotHeld() throws IOException {
        Path model = model("model", "{\"eos_token\": \"<gone>\"}");
        assertThatThrownBy(() -> Tokenizer.open(model))
                .isInstanceOf(TokenizerException.class)
                .hasMessageContaining("<gone>");
        LoadedTokenizer held = take(model);
        for (int i = 0; i < 5; i++) {
            take(model("other-" + i, "{\"n\": " + i + "}"));
        }
        assertThat(take(model)).isNotSameAs(held);
    }

    private static LoadedTokenizer take(Path model) {
        LoadedTokenizer loaded = LoadedTokenizer.take(model);
        loaded.release();
        return loaded;
    }

    private Path model(String name, String config) throws IOException {
        Path model = Files.createDirectory(folder.resolve(name));
        TinyTokenizers.byteLevel(model).close();
        Files.writeString(model.resolve("tokenizer_config.json"), config);
        return model;
    }
}
