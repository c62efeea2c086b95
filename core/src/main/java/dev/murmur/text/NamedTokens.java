package dev.murmur.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;

/// The tokens that a model folder names as its beginning, end and padding.
record NamedTokens(OptionalInt bos, OptionalInt eos, OptionalInt pad) {
    static NamedTokens read(Path modelFolder, Map<String, Integer> vocabulary) {
        Path file = modelFolder.resolve("tokenizer_config.json");
        JsonNode tokenizer = treeOrMissing(file);
        JsonNode model = treeOrMissing(modelFolder.resolve("config.json"));
        return new NamedTokens(
                find("bos", file, tokenizer, model, vocabulary),
                find("eos", file, tokenizer, model, vocabulary),
                find("pad", file, tokenizer, model, vocabulary));
    }

    static JsonNode treeOrMissing(Path file) {
        return Files.exists(file) ? TokenizerJson.readTree(file) : MissingNode.getInstance();
    }

    private static OptionalInt find(
            String name,
            Path file,
            JsonNode tokenizer,
            JsonNode model,
            Map<String, Integer> vocabulary) {
        JsonNode named = tokenizer.path(name + "_token");
        JsonNode token = named.isObject() ? named.path("content") : named;
        if (token.isTextual()) {
            Integer id = vocabulary.get(token.textValue());
            if (id == null) {
                throw new TokenizerException(
                        file
                                + ": "
                                + name
                                + "_token is '"
                                + token.textValue()
                                + "', which tokenizer.json does not have");
            }
            return OptionalInt.of(id);
        }
        // A model with several end tokens lists them; the first is the one it was trained with.
        JsonNode id = model.path(name + "_token_id");
        JsonNode first = id.isArray() ? id.path(0) : id;
        return first.isInt() ? OptionalInt.of(first.intValue()) : OptionalInt.empty();
    }
}
