package dev.murmur.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BpeTrainerTest {
    @TempDir Path folder;

    /// Words: "ab" three times, "abc" twice, "bc" once, so a+b occurs 5 times, b+c 3 times; after
    /// the first merge ab+c occurs twice and b+c once.
    @Test
    void mergesTheMostFrequentPairFirst() {
        TrainedBpe bpe = BpeTrainer.train(Stream.of("ab.ab.ab.abc.abc.bc"), 400, List.of("<s>"));

        assertThat(bpe.merges()).containsExactly("a b", "ab c");
        assertThat(bpe.tokens()).hasSize(1 + 256 + 2).startsWith("<s>").endsWith("ab", "abc");
    }

    @Test
    void equalCountsGoToTheSmallerIds() {
        TrainedBpe bpe = BpeTrainer.train(Stream.of("xy.xy.ab.ab"), 400, List.of());

        assertThat(bpe.merges()).containsExactly("a b", "x y");
    }

    @Test
    void runsOfOneLetterAreMergedFromTheLeft() throws IOException {
        TrainedBpe bpe = BpeTrainer.train(Stream.of("aaaaa.aaaaa"), 400, List.of());
        bpe.write(folder, Map.of());

        assertThat(bpe.merges()).containsExactly("a a", "aa a", "aa aaa");
        try (Tokenizer tokenizer = Tokenizer.open(folder)) {
            assertThat(tokenizer.encode("aaaaa")).hasSize(1);
        }
    }

    @Test
    void theVocabularyIsNeverLargerThanAsked() {
        Stream<String> texts = Stream.of("the cat sat on the mat and the cat sat again");

        assertThat(BpeTrainer.train(texts, 260, List.of("<s>")).tokens()).hasSize(260);
    }

    @Test
    void wordsAreCutAsTheTokenizerCutsThem() throws IOException {
        String text = "it's 12 o'clock,\n\n  Привет  мир\t世界 😀 don't";
        BpeTrainer.train(Stream.of(text, text), 2_000, List.of()).write(folder, Map.of());

        try (Tokenizer tokenizer = Tokenizer.open(folder)) {
            // Every word was seen twice, so each of the 16 is one token, cut as in training.
            assertThat(List.of("it", "'s", " 12", " o", "'", "clock", ",", "\n\n ", " Привет"))
                    .allSatisfy(word -> assertThat(tokenizer.encode(word)).hasSize(1));
            assertThat(tokenizer.encode(text)).hasSize(16);
            assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(text);
        }
    }

    @Test
    void theSameTextsGiveTheSameFiles(@TempDir Path other) throws IOException {
        for (Path path : List.of(folder, other)) {
            BpeTrainer.train(Stream.of("one two three one two"), 300, List.of("<s>", "</s>"))
                    .write(path, Map.of("bos_token", "<s>", "eos_token", "</s>"));
        }

        for (String name : List.of("tokenizer.json", "tokenizer_config.json")) {
            assertThat(other.resolve(name)).hasSameBinaryContentAs(folder.resolve(name));
        }
        assertThat(Files.readString(folder.resolve("tokenizer_config.json")))
                .contains("\"bos_token\" : \"<s>\"");
    }

    @Test
    void refusesAVocabularyWithoutRoomAndANamedTokenThatIsNotSpecial() {
        assertThatThrownBy(() -> BpeTrainer.train(Stream.of(), 256, List.of("<s>")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "vocab_size is 256, must be at least 257 (256 bytes and 1 special tokens)");

        TrainedBpe bpe = BpeTrainer.train(Stream.of(), 257, List.of("<s>"));
        assertThatThrownBy(() -> bpe.write(folder, Map.of("eos_token", "</s>")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("eos_token is '</s>', must be one of [<s>]");
    }
}
