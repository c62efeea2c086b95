package dev.murmur.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.murmur.golden.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A `tokenizer.model` alone gives the ids of SentencePiece and transformers
/// (`tools/golden/sentencepiece_models.py`).
class SentencePieceTest {
    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"bpe-bytes", "bpe-no-prefix"})
    void aTextHasTheIdsAndTheTextOfSentencePiece(String model) throws IOException {
        try (Tokenizer tokenizer = open(model)) {
            for (JsonNode entry :
                    Golden.json("tokenizers/" + model + "/expected.json").get("cases")) {
                String text = entry.get("text").textValue();

                assertThat(tokenizer.encode(text)).as(text).containsExactly(ids(entry));
            }
        }
    }

    @Test
    void whatWasNotUnknownIsDecodedAgain() throws IOException {
        for (String model : new String[] {"bpe-bytes", "bpe-no-prefix"}) {
            try (Tokenizer tokenizer = open(model)) {
                int unknown = tokenizer.id("<unk>").orElseThrow();
                JsonNode cases = Golden.json("tokenizers/" + model + "/expected.json").get("cases");
                int compared = 0;
                for (JsonNode entry : cases) {
                    if (IntStream.of(ids(entry)).noneMatch(id -> id == unknown)) {
                        assertThat(tokenizer.decode(ids(entry)))
                                .as(model + ": " + entry.get("text"))
                                .isEqualTo(entry.get("decoded").textValue());
                        compared++;
                    }
                }
                assertThat(compared).as(model).isGreaterThan(60);
            }
        }
    }

    @Test
    void notLegacyGivesTheIdsOfTransformers() throws IOException {
        config("{\"tokenizer_class\": \"LlamaTokenizer\", \"legacy\": false}");
        try (Tokenizer tokenizer = open("bpe-bytes")) {
            for (JsonNode entry :
                    Golden.json("tokenizers/bpe-bytes/legacy-false.json").get("cases")) {
                String text = entry.get("text").textValue();

                assertThat(tokenizer.encodeWithSpecials(text)).as(text).containsExactly(ids(entry));
            }
        }
    }

    private void config(String json) throws IOException {
        Files.writeString(folder.resolve("tokenizer_config.json"), json);
    }

    private Tokenizer open(String model) throws IOException {
        Path from = Golden.path("tokenizers/" + model + "/tokenizer.model");
        Files.write(folder.resolve("tokenizer.model"), Files.readAllBytes(from));
        return Tokenizer.open(folder);
    }

    private static int[] ids(JsonNode entry) {
        JsonNode ids = entry.get("ids");
        return IntStream.range(0, ids.size()).map(i -> ids.get(i).intValue()).toArray();
    }
}
