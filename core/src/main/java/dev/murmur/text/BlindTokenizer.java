package dev.murmur.text;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/// A tokenizer for text that people and models write, which never finds a special token in it.
/// Where it makes no difference what stands before a text, its parts are one and the same.
record BlindTokenizer(
        HuggingFaceTokenizer first,
        HuggingFaceTokenizer afterSpecial,
        HuggingFaceTokenizer afterText)
        implements AutoCloseable {
    static BlindTokenizer open(TokenizerJson json) throws IOException {
        ObjectNode first = BlindJson.of(json);
        ObjectNode afterSpecial = BlindJson.following(first, Before.SPECIAL);
        ObjectNode afterText = BlindJson.following(first, Before.TEXT);
        HuggingFaceTokenizer one = json.load(first);
        HuggingFaceTokenizer last = afterText.equals(first) ? one : json.load(afterText);
        if (afterSpecial.equals(first)) {
            return new BlindTokenizer(one, one, last);
        }
        boolean asText = afterSpecial.equals(afterText);
        return new BlindTokenizer(one, asText ? last : json.load(afterSpecial), last);
    }

    HuggingFaceTokenizer of(Before before) {
        return switch (before) {
            case NOTHING -> first;
            case SPECIAL -> afterSpecial;
            case TEXT -> afterText;
        };
    }

    @Override
    public void close() {
        first.close();
        afterSpecial.close(); // closing again does nothing
        afterText.close();
    }
}
