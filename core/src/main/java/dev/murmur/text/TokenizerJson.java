package dev.murmur.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// What a `tokenizer.json` says, read once: its text, its vocabulary, and the same tokenizer blind
/// to special tokens.
record TokenizerJson(Path file, ObjectNode root, Map<String, Integer> vocabulary) {
    static final JsonMapper MAPPER = new JsonMapper();

    static TokenizerJson read(Path modelFolder) {
        Path file = modelFolder.resolve("tokenizer.json");
        if (!Files.isRegularFile(file)) {
            throw new TokenizerException(
                    modelFolder
                            + " has no tokenizer.json; only Hugging Face fast tokenizers are read"
                            + " (transformers' AutoTokenizer.from_pretrained(..)"
                            + ".save_pretrained(..) writes one)");
        }
        if (!(readTree(file) instanceof ObjectNode root)
                || !root.path("model").path("vocab").isContainerNode()) {
            throw new TokenizerException(
                    file + " has no 'model.vocab'; is it a tokenizer.json of Hugging Face?");
        }
        return new TokenizerJson(file, root, vocabulary(root));
    }

    static JsonNode readTree(Path file) {
        try {
            return MAPPER.readTree(Files.readAllBytes(file));
        } catch (JsonProcessingException e) {
            throw new TokenizerException(
                    file
                            + ":"
                            + e.getLocation().getLineNr()
                            + ": malformed JSON: "
                            + e.getOriginalMessage(),
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Integer> vocabulary(ObjectNode root) {
        var ids = new HashMap<String, Integer>();
        JsonNode vocab = root.path("model").path("vocab");
        if (vocab.isObject()) { // BPE, WordPiece, WordLevel: {token: id}
            vocab.properties().forEach(e -> ids.put(e.getKey(), e.getValue().intValue()));
        } else { // Unigram: [[token, score]]
            for (int id = 0; id < vocab.size(); id++) {
                ids.put(vocab.get(id).path(0).textValue(), id);
            }
        }
        for (JsonNode token : root.path("added_tokens")) {
            ids.put(token.path("content").textValue(), token.path("id").intValue());
        }
        return ids;
    }

    /// The same tokenizer, unable to find a special token in a text.
    ///
    /// The tokenizers library numbers added tokens in order, whatever ids the file states, so those
    /// beyond the model's vocabulary cannot be left out without moving the ones after them: they
    /// get a name that no text holds. Those inside it can, and are.
    ObjectNode withoutSpecials() {
        ObjectNode copy = root.deepCopy();
        JsonNode modelVocabulary = root.path("model").path("vocab");
        ArrayNode kept = copy.putArray("added_tokens");
        for (JsonNode token : root.path("added_tokens")) {
            if (!token.path("special").booleanValue()) {
                kept.add(token);
            } else if (!modelVocabulary.has(token.path("content").textValue())) {
                ObjectNode hidden = token.deepCopy();
                // U+10FFFF is a noncharacter: text for interchange never holds it.
                hidden.put("content", "\uDBFF\uDFFF" + token.path("id") + "\uDBFF\uDFFF");
                kept.add(hidden);
            }
        }
        copy.putNull("post_processor");
        return copy;
    }
}
