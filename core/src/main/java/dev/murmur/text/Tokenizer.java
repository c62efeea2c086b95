package dev.murmur.text;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/// The tokenizer of a model folder (`tokenizer.json`). Adds no special tokens of its own: templates
/// do.
public final class Tokenizer implements AutoCloseable {
    private final HuggingFaceTokenizer tokenizer;

    private Tokenizer(HuggingFaceTokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    /// Opens `tokenizer.json` of a model folder.
    public static Tokenizer open(Path modelFolder) throws IOException {
        return new Tokenizer(
                HuggingFaceTokenizer.newInstance(
                        modelFolder.resolve("tokenizer.json"),
                        Map.of(
                                "truncation",
                                "false",
                                "padding",
                                "false",
                                "addSpecialTokens",
                                "false")));
    }

    /// The ids of a text, without any special token added.
    public int[] encode(String text) {
        return java.util.Arrays.stream(tokenizer.encode(text, false, false).getIds())
                .mapToInt(Math::toIntExact)
                .toArray();
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
