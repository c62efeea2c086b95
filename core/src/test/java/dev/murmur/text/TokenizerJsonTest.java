package dev.murmur.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenizerJsonTest {
    @TempDir Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\": 0, \"b\": 0} | [] | the tokens 'a' and 'b' have the same id 0",
                "{\"a\": -1}          | [] | the token 'a' has the id -1, must be a number from 0",
                "{\"a\": \"0\"}       | [] | the token 'a' has the id \"0\", must be a number from 0",
                "{\"a\": 2147483647}  | [] | the token 'a' has the id 2147483647, must be",
                "{\"a\": 4294967296}  | [] | the token 'a' has the id 4294967296, must be",
                "{\"a\": 0, \"a\": 1} | [] | malformed JSON: Duplicate field 'a'",
                "[[\"a\", 0], [\"a\", 1]] | [] | the piece 'a' is there twice",
                "[[\"a\"]]            | [] | piece 0 is [\"a\"], must be [text, score]",
                "{}                   | [] | has no tokens",
                "{\"a\": 0} | [{\"id\": 1}] | added_tokens[0] has no text 'content'",
                "{\"a\": 0} | [{\"id\": 5, \"content\": \"b\"}] | added_tokens[0]: 'b' states the id 5, but transformers gives it 1",
                "{\"a\": 0} | [{\"id\": 5, \"content\": \"a\"}] | added_tokens[0]: 'a' states the id 5, but transformers gives it 0",
                "{\"a\": 0} | [{\"id\": 0, \"content\": \"b\"}] | the tokens 'a' and 'b' have the same id 0",
                "{\"a\": 0} | [{\"id\": 1, \"content\": \"b\"}, {\"id\": 2, \"content\": \"b\"}] | added_tokens[1]: 'b' is an added token already",
            })
    void saysWhichTokenIsWrong(String vocab, String added, String message) throws IOException {
        Path file = folder.resolve("tokenizer.json");
        Files.writeString(
                file,
                "{\"added_tokens\": %s, \"model\": {\"type\": \"BPE\", \"vocab\": %s, \"merges\": []}}"
                        .formatted(added, vocab));

        assertThatThrownBy(() -> Tokenizer.open(folder))
                .isInstanceOf(TokenizerException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContaining(message);
    }

    @Test
    void theConfigsAddedTokensCountToo() throws IOException {
        int next;
        try (Tokenizer tokenizer = TinyTokenizers.byteLevel(folder)) {
            next = tokenizer.vocabSize();
        }
        config(
                "{\"added_tokens_decoder\": {\"%d\": {\"content\": \"<new>\", \"special\": true}}}"
                        .formatted(next));

        try (Tokenizer tokenizer = Tokenizer.open(folder)) {
            assertThat(tokenizer.id("<new>")).hasValue(next);
            assertThat(tokenizer.encodeWithSpecials("<new>")).containsExactly(next);
            assertThat(tokenizer.encode("<new>")).doesNotContain(next);
        }

        config("{\"added_tokens_decoder\": {\"7\": {\"content\": \"<s>\", \"special\": true}}}");
        assertThatThrownBy(() -> Tokenizer.open(folder))
                .isInstanceOf(TokenizerException.class)
                .hasMessageContaining("'<s>' has the id 1, but 7 in added_tokens_decoder");

        config("{\"added_tokens_decoder\": {\"x\": {\"content\": \"<s>\"}}}");
        assertThatThrownBy(() -> Tokenizer.open(folder))
                .isInstanceOf(TokenizerException.class)
                .hasMessageContaining(
                        "added_tokens_decoder.x has the id 'x', must be a number from 0");
    }

    @Test
    void nothingThatAFileSaysBreaksMoreThanItself() throws IOException {
        TinyTokenizers.sentencePiece(folder).close();
        Path file = folder.resolve("tokenizer.json");
        byte[] good = Files.readAllBytes(file);
        int refused = 0;
        for (int seed = 0; seed < 250; seed++) {
            Files.write(file, mutated(good, new Random(seed)));
            try (Tokenizer tokenizer = Tokenizer.open(folder)) {
                assertThat(tokenizer.encode("Hi<s>")).as("seed %d", seed).isNotNull();
            } catch (TokenizerException e) {
                assertThat(e).as("seed %d", seed).hasMessageContaining("tokenizer.json");
                refused++;
            }
        }
        assertThat(refused).isBetween(100, 249);
    }

    /// Swaps, cuts and repeats words of the file, so that much of it is still JSON.
    private static byte[] mutated(byte[] good, Random random) {
        String[] words =
                new String(good, StandardCharsets.UTF_8)
                        .split("(?<=[ ,:{}\\[\\]])|(?=[,:{}\\[\\]])");
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(words.length);
            words[at] =
                    switch (random.nextInt(4)) {
                        case 0 -> "";
                        case 1 -> words[random.nextInt(words.length)];
                        case 2 -> words[at] + words[at];
                        default -> "null";
                    };
        }
        return String.join("", words).getBytes(StandardCharsets.UTF_8);
    }

    private void config(String json) throws IOException {
        Files.writeString(folder.resolve("tokenizer_config.json"), json);
    }
}
