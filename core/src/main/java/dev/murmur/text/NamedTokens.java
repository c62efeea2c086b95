package dev.murmur.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/// The tokens that a model folder names as its beginning, end and padding.
record NamedTokens(OptionalInt bos, OptionalInt eos, OptionalInt pad) {
    static final NamedTokens NONE =
            new NamedTokens(OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty());

    private static final List<String> FILES =
            List.of("tokenizer_config.json", "special_tokens_map.json");

    /// From `tokenizer_config.json`, or else `special_tokens_map.json`, or else the tokenizer
    /// itself, or else `config.json`.
    ///
    /// @throws TokenizerException if a file names a token that the vocabulary does not have
    static NamedTokens read(Path modelFolder, LoadedTokenizer tokenizer) {
        Map<String, Integer> vocabulary = tokenizer.vocabulary();
        return new NamedTokens(
                find("bos", modelFolder, vocabulary, tokenizer.named().bos()),
                find("eos", modelFolder, vocabulary, tokenizer.named().eos()),
                find("pad", modelFolder, vocabulary, tokenizer.named().pad()));
    }

    static JsonNode treeOrMissing(Path file) {
        return Files.exists(file) ? TokenizerJson.readTree(file) : MissingNode.getInstance();
    }

    private static OptionalInt find(
            String name, Path folder, Map<String, Integer> vocabulary, OptionalInt own) {
        for (String file : FILES) {
            JsonNode named = treeOrMissing(folder.resolve(file)).path(name + "_token");
            JsonNode token = named.isObject() ? named.path("content") : named;
            if (token.isTextual()) {
                Integer id = vocabulary.get(token.textValue());
                if (id == null) {
                    throw new TokenizerException(
                            folder.resolve(file)
                                    + ": "
                                    + name
                                    + "_token is '"
                                    + token.textValue()
                                    + "', which the tokenizer does not have");
                }
                return OptionalInt.of(id);
            }
        }
        if (own.isPresent()) {
            return own;
        }
        // A model with several end tokens lists them; the first is the one it was trained with.
        JsonNode id = treeOrMissing(folder.resolve("config.json")).path(name + "_token_id");
        JsonNode first = id.isArray() ? id.path(0) : id;
        return first.isInt() ? OptionalInt.of(first.intValue()) : OptionalInt.empty();
    }
}
