package dev.murmur.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// A token that is found in a text before the model of a tokenizer sees it.
///
/// @param content its text
/// @param special whether only markers have it, not text that people or models write
/// @param lstrip whether it takes the white space before it
/// @param rstrip whether it takes the white space after it
/// @param normalized whether it is looked for in the normalised text
/// @param singleWord whether it must stand between word boundaries
record AddedToken(
        int id,
        String content,
        boolean special,
        boolean lstrip,
        boolean rstrip,
        boolean normalized,
        boolean singleWord) {
    /// A token that strips nothing and is found anywhere in the raw text.
    static AddedToken of(int id, String content, boolean special) {
        return new AddedToken(id, content, special, false, false, false, false);
    }

    /// @param where what to blame: `file: key`
    /// @throws TokenizerException if it is not an object with a content
    static AddedToken parse(String where, int id, JsonNode json) {
        if (!json.path("content").isTextual() || json.path("content").textValue().isEmpty()) {
            throw new TokenizerException(
                    where + " has no text 'content'; an added token is {\"id\", \"content\", ..}");
        }
        return new AddedToken(
                id,
                json.path("content").textValue(),
                json.path("special").booleanValue(),
                json.path("lstrip").booleanValue(),
                json.path("rstrip").booleanValue(),
                json.path("normalized").booleanValue(),
                json.path("single_word").booleanValue());
    }

    ObjectNode toJson() {
        return TokenizerJson.MAPPER
                .createObjectNode()
                .put("id", id)
                .put("content", content)
                .put("single_word", singleWord)
                .put("lstrip", lstrip)
                .put("rstrip", rstrip)
                .put("normalized", normalized)
                .put("special", special);
    }
}
