package dev.murmur.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
        List<LoadedTokenizer> loaded = takeFiveOthers();
        assertThat(take(folder.resolve("other-4"))).isSameAs(loaded.get(4));
        assertThat(take(folder.resolve("other-0"))).isNotSameAs(loaded.get(0));
    }

    @Test
    void oneInUseIsKeptHoweverManyAreOpenedBesideIt() throws IOException {
        Path model = model("model", "{}");
        try (Tokenizer used = Tokenizer.open(model)) {
            takeFiveOthers();
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
            takeFiveOthers();
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
        takeFiveOthers();
        assertThat(take(model)).isNotSameAs(held);
    }

    private static LoadedTokenizer take(Path model) {
        LoadedTokenizer loaded = LoadedTokenizer.take(model);
        loaded.release();
        return loaded;
    }

    private List<LoadedTokenizer> takeFiveOthers() throws IOException {
        var taken = new ArrayList<LoadedTokenizer>();
        for (int i = 0; i < 5; i++) {
            taken.add(take(model("other-" + i, "{\"n\": " + i + "}")));
        }
        return taken;
    }

    private Path model(String name, String config) throws IOException {
        Path model = Files.createDirectory(folder.resolve(name));
        TinyTokenizers.byteLevel(model).close();
        Files.writeString(model.resolve("tokenizer_config.json"), config);
        return model;
    }
}
