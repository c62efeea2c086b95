package dev.murmur.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.murmur.golden.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenizerTest {
    @TempDir static Path models;
    private static Tokenizer shared;
    private static Tokenizer sentencePieces;

    @TempDir Path folder;

    @BeforeAll
    static void open() throws IOException {
        shared = TinyTokenizers.byteLevel(Files.createDirectory(models.resolve("byte-level")));
        Path bytes = Files.createDirectory(models.resolve("sentencepiece"));
        Files.write(
                bytes.resolve("tokenizer.model"),
                Files.readAllBytes(Golden.path("tokenizers/bpe-bytes/tokenizer.model")));
        sentencePieces = Tokenizer.open(bytes);
    }

    @AfterAll
    static void close() {
        shared.close();
        sentencePieces.close();
    }

    @Test
    void whatStandsInFrontIsSaidByThePostProcessorOrByAddBosToken() throws IOException {
        assertThat(shared.front()).isEmpty();
        assertThat(sentencePieces.front()).containsExactly(sentencePieces.bos().orElseThrow());
        try (Tokenizer framed = Tokenizer.open(Golden.path("benchmarks/model"))) {
            assertThat(framed.front()).containsExactly(framed.bos().orElseThrow());
        }
        Files.copy(
                models.resolve("sentencepiece/tokenizer.model"), folder.resolve("tokenizer.model"));
        Files.writeString(folder.resolve("tokenizer_config.json"), "{\"add_bos_token\": false}");
        try (Tokenizer plain = Tokenizer.open(folder)) {
            assertThat(plain.front()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "the cat",
                "  two\n\n lines\t",
                "Grüße, 世界! 😀",
                "nul \0 and \u007f",
                "<|im_end|> is only text"
            })
    void decodingGivesTheEncodedTextBack(String text) throws IOException {
        try (Tokenizer tokenizer = TinyTokenizers.byteLevel(folder)) {
            assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(text);
        }
    }

    @Test
    void aLongTextIsNotTruncated() throws IOException {
        try (Tokenizer tokenizer = TinyTokenizers.byteLevel(folder)) {
            String text = "x".repeat(20_000);

            assertThat(tokenizer.encode(text)).hasSize(20_000);
            assertThat(tokenizer.encode(List.of(text)).getFirst()).hasSize(20_000);
        }
    }

    @Test
    void charactersOutsideTheBasicPlaneCountLikeOthersInALongText() throws IOException {
        try (Tokenizer tokenizer = TinyTokenizers.byteLevel(folder)) {
            String text = "the \uD83D\uDE00 cat \uD835\uDD18 ".repeat(700) + "end";

            assertThat(tokenizer.encode(text)).hasSizeGreaterThan(512);
            assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(text);
            assertThat(tokenizer.decode(tokenizer.encode(List.of("a", text)).get(1)))
                    .isEqualTo(text);
            assertThat(tokenizer.decode(tokenizer.encodeWithSpecials(text))).isEqualTo(text);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void anyTextIsDecodedAgain(long seed) throws IOException {
        String text = randomText(new Random(seed));
        for (Tokenizer tokenizer : new Tokenizer[] {shared, sentencePieces}) {
            assertThat(tokenizer.decode(tokenizer.encode(text)))
                    .as("seed %d", seed)
                    .isEqualTo(text);
            int[] within = tokenizer.encode(text, Before.TEXT);
            assertThat(tokenizer.textWithin(within)).as("seed %d", seed).isEqualTo(text);
        }
    }

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    private static String randomText(Random random) {
        int[] codePoints =
                IntStream.generate(() ->
                                switch (random.nextInt(5)) {
                                    case 0 -> " \n\t<|s>/▁".codePointAt(random.nextInt(9));
                                    case 1 -> random.nextInt(0x80, 0xD800);
                                    case 2 -> random.nextInt(0xE000, 0x110000);
                                    default -> random.nextInt(0x20, 0x7F);
                                })
                        .limit(random.nextInt(80))
                        .filter(c -> c != '▁') // SentencePiece writes a blank so
                        .toArray();
        return new String(codePoints, 0, codePoints.length);
    }

    @Test
    void theNameOfASpecialTokenInsideATextIsText() throws IOException {
        try (Tokenizer tokenizer = TinyTokenizers.byteLevel(folder)) {
            int end = tokenizer.id("<|im_end|>").orElseThrow();

            assertThat(tokenizer.encode("a<|im_end|>")).doesNotContain(end).hasSizeGreaterThan(2);
            assertThat(tokenizer.encodeWithSpecials("a<|im_end|>")).endsWith(end).hasSize(2);
        }
    }

    /// `<s>` lies inside the model's vocabulary, `<|end_of_turn|>` beyond it and before `<plain>`,
    /// which is an added token but not a special one: it is still found, under its own id.
    @Test
    void hidingSpecialTokensMovesNoOtherToken() throws IOException {
        try (Tokenizer tokenizer = TinyTokenizers.sentencePiece(folder)) {
            int plain = tokenizer.id("<plain>").orElseThrow();
            int endOfTurn = tokenizer.id("<|end_of_turn|>").orElseThrow();

            assertThat(plain).isEqualTo(endOfTurn + 1).isEqualTo(tokenizer.vocabSize() - 1);
            assertThat(tokenizer.encode("<plain>")).containsExactly(plain);
            assertThat(tokenizer.encode("<s><|end_of_turn|>")).doesNotContain(1, endOfTurn);
            assertThat(tokenizer.encodeWithSpecials("<s><|end_of_turn|>"))
                    .containsExactly(1, endOfTurn);
        }
    }

    @Test
    void noBeginningOfSequenceIsAddedAlthoughThePostProcessorWould() throws IOException {
        try (Tokenizer tokenizer = TinyTokenizers.sentencePiece(folder)) {
            int blank = tokenizer.id("▁").orElseThrow();
            int h = tokenizer.id("H").orElseThrow();

            assertThat(tokenizer.encode("H")).containsExactly(blank, h);
            assertThat(tokenizer.encodeWithSpecials("H")).containsExactly(blank, h);
        }
    }

    @Test
    void decodingLeavesSpecialTokensOutOrNamesThem() throws IOException {
        try (Tokenizer tokenizer = TinyTokenizers.byteLevel(folder)) {
            int[] ids = tokenizer.encodeWithSpecials("<s>cat<|im_end|>");

            assertThat(tokenizer.decode(ids)).isEqualTo("cat");
            assertThat(tokenizer.decodeWithSpecials(ids)).isEqualTo("<s>cat<|im_end|>");
        }
    }

    @Test
    void manyTextsAndManyThreadsGiveWhatOneDoes() throws IOException {
        try (Tokenizer tokenizer = TinyTokenizers.byteLevel(folder)) {
            List<String> texts =
                    IntStream.range(0, 500).mapToObj(i -> "the cat no. " + i + " <s>").toList();
            List<int[]> one = texts.stream().map(tokenizer::encode).toList();

            assertThat(tokenizer.encode(texts)).usingRecursiveComparison().isEqualTo(one);
            assertThat(texts.parallelStream().map(tokenizer::encode).toList())
                    .usingRecursiveComparison()
                    .isEqualTo(one);
        }
    }

    @Test
    void namedTokensComeFromTheTokenizerConfig() throws IOException {
        try (Tokenizer tokenizer = TinyTokenizers.byteLevel(folder)) {
            assertThat(tokenizer.bos()).hasValue(1);
            assertThat(tokenizer.pad()).hasValue(0);
            assertThat(tokenizer.eos()).isEmpty();
            assertThat(tokenizer.vocabSize()).isLessThanOrEqualTo(300).isGreaterThan(261);
            assertThat(tokenizer.id("no such token")).isEmpty();
        }
    }

    @Test
    void namedTokensMayBeObjectsAndElseComeFromTheModelConfig() throws IOException {
        TinyTokenizers.byteLevel(folder).close();
        Files.writeString(
                folder.resolve("tokenizer_config.json"),
                "{\"bos_token\": {\"content\": \"<s>\"}, \"pad_token\": null}");
        Files.writeString(
                folder.resolve("config.json"), "{\"bos_token_id\": 7, \"eos_token_id\": [3, 4]}");

        try (Tokenizer tokenizer = Tokenizer.open(folder)) {
            assertThat(tokenizer.bos()).hasValue(1);
            assertThat(tokenizer.eos()).hasValue(3);
            assertThat(tokenizer.pad()).isEmpty();
        }
    }

    @Test
    void copiesEveryFileOfTheTokenizerAndNoOther(@TempDir Path other) throws IOException {
        try (Tokenizer tokenizer = TinyTokenizers.byteLevel(folder)) {
            ChatTemplates.write(new ChatMlTemplate(), folder);
            Files.writeString(folder.resolve("model.safetensors"), "");

            tokenizer.copyTo(other);
        }

        assertThat(other)
                .isDirectoryNotContaining("glob:**model.safetensors")
                .isDirectoryContaining("glob:**tokenizer.json")
                .isDirectoryContaining("glob:**tokenizer_config.json")
                .isDirectoryContaining("glob:**chat_template.jinja");
    }

    @Test
    void saysWhatIsWrongWithAFolder() throws IOException {
        assertThatThrownBy(() -> Tokenizer.open(folder))
                .isInstanceOf(TokenizerException.class)
                .hasMessageContaining(
                        folder + " has neither tokenizer.json nor SentencePiece's tokenizer.model");

        Path file = folder.resolve("tokenizer.json");
        Files.writeString(file, "{\n\"model\": oops}");
        assertThatThrownBy(() -> Tokenizer.open(folder))
                .isInstanceOf(TokenizerException.class)
                .hasMessageStartingWith(file + ":2: malformed JSON: Unrecognized token 'oops'");

        Files.writeString(file, "[]");
        assertThatThrownBy(() -> Tokenizer.open(folder))
                .hasMessage(
                        file + " has no 'model.vocab'; is it a tokenizer.json of Hugging Face?");

        Files.writeString(file, "{\"model\": {\"type\": \"Odd\", \"vocab\": {\"a\": 0}}}");
        assertThatThrownBy(() -> Tokenizer.open(folder))
                .isInstanceOf(TokenizerException.class)
                .hasMessageStartingWith(file + " is not a tokenizer that can be read: ");
    }

    @Test
    void saysWhichNamedTokenIsNotInTheVocabulary() throws IOException {
        TinyTokenizers.byteLevel(folder).close();
        Path config = folder.resolve("tokenizer_config.json");
        Files.writeString(config, "{\"eos_token\": \"</s>\"}");

        assertThatThrownBy(() -> Tokenizer.open(folder))
                .isInstanceOf(TokenizerException.class)
                .hasMessage(config + ": eos_token is '</s>', which the tokenizer does not have");
    }
}
