package dev.murmur.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Added tokens that stand in the files beside a tokenizer, read as transformers reads them.
final class AddedTokenFiles {
    private static final List<String> NAMES =
            List.of("bos", "eos", "unk", "pad", "sep", "cls", "mask");

    private AddedTokenFiles() {}

    /// `added_tokens_decoder` of `tokenizer_config.json`, in the order of ids; empty if it has
    /// none.
    static List<AddedToken> decoder(Path modelFolder) {
        Path file = modelFolder.resolve("tokenizer_config.json");
        JsonNode entries = NamedTokens.treeOrMissing(file).path("added_tokens_decoder");
        var tokens = new ArrayList<AddedToken>();
        for (Map.Entry<String, JsonNode> entry : entries.properties()) {
            String where = file + ": added_tokens_decoder." + entry.getKey();
            tokens.add(AddedToken.parse(where, id(where, entry.getKey()), entry.getValue()));
        }
        tokens.sort(Comparator.comparingInt(AddedToken::id));
        return tokens;
    }

    /// The older `added_tokens.json`, in the order of ids; special are those that
    /// `special_tokens_map.json` or `tokenizer_config.json` name.
    static List<AddedToken> legacy(Path modelFolder) {
        Path file = modelFolder.resolve("added_tokens.json");
        Set<String> specials = new HashSet<>();
        addNamed(
                specials,
                NamedTokens.treeOrMissing(modelFolder.resolve("special_tokens_map.json")));
        addNamed(specials, NamedTokens.treeOrMissing(modelFolder.resolve("tokenizer_config.json")));
        var tokens = new ArrayList<AddedToken>();
        for (Map.Entry<String, JsonNode> entry : NamedTokens.treeOrMissing(file).properties()) {
            String content = entry.getKey();
            boolean special = specials.contains(content);
            int id = id(file + ": " + content, entry.getValue().asText());
            tokens.add(new AddedToken(id, content, special, false, false, !special, false));
        }
        tokens.sort(Comparator.comparingInt(AddedToken::id));
        return tokens;
    }

    private static void addNamed(Set<String> specials, JsonNode config) {
        NAMES.forEach(name -> specials.add(content(config.path(name + "_token"))));
        config.path("additional_special_tokens").forEach(token -> specials.add(content(token)));
        config.path("extra_special_tokens").forEach(token -> specials.add(content(token)));
    }

    private static String content(JsonNode token) {
        return token.isObject() ? token.path("content").asText() : token.asText();
    }

    private static int id(String where, String text) {
        try {
            return Integer.parseUnsignedInt(text);
        } catch (NumberFormatException e) {
            throw new TokenizerException(
                    where + " has the id '" + text + "', must be a number from 0", e);
        }
    }
}
