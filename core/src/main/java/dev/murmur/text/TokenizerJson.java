package dev.murmur.text;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A tokenizer as the format `tokenizer.json` says it, checked.
///
/// @param file where it was read
/// @param vocabulary every token's id, added tokens included
/// @param added added tokens in the order of their ids
/// @param named what the tokenizer itself says its first, last and padding tokens are
record TokenizerJson(
        Path file,
        ObjectNode root,
        Map<String, Integer> vocabulary,
        List<AddedToken> added,
        NamedTokens named) {
    /// Tokens are the names of fields here: tens of thousands that are never seen again, for which
    /// looking whether they were seen before is most of the work.
    static final JsonMapper MAPPER =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                                    .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                                    .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build();

    /// Reads `tokenizer.json`, or where there is none SentencePiece's `tokenizer.model`.
    static TokenizerJson read(Path modelFolder) {
        Path file = modelFolder.resolve("tokenizer.json");
        if (Files.isRegularFile(file)) {
            JsonNode root = readTree(file);
            AddedTokenFiles.decoder(modelFolder).forEach(token -> append(file, root, token));
            return of(file, root, NamedTokens.NONE);
        }
        if (Files.isRegularFile(modelFolder.resolve("tokenizer.model"))) {
            return SentencePieceJson.read(modelFolder);
        }
        throw new TokenizerException(
                modelFolder
                        + " has neither tokenizer.json nor SentencePiece's tokenizer.model;"
                        + " of other kinds transformers writes a tokenizer.json"
                        + " (AutoTokenizer.from_pretrained(..).save_pretrained(..))");
    }

    /// Adds a token that only `tokenizer_config.json` has, as transformers does.
    private static void append(Path file, JsonNode root, AddedToken token) {
        for (JsonNode entry : root.path("added_tokens")) {
            if (entry.path("content").asText().equals(token.content())) {
                if (entry.path("id").asInt(-1) != token.id()) {
                    throw new TokenizerException(
                            file
                                    + ": '"
                                    + token.content()
                                    + "' has the id "
                                    + entry.path("id")
                                    + ", but "
                                    + token.id()
                                    + " in added_tokens_decoder of tokenizer_config.json");
                }
                return;
            }
        }
        if (root instanceof ObjectNode object) {
            object.withArray("added_tokens").add(token.toJson());
        }
    }

    /// @throws TokenizerException if tokens do not have one id each
    static TokenizerJson of(Path file, JsonNode json, NamedTokens named) {
        if (!(json instanceof ObjectNode root)
                || !root.path("model").path("vocab").isContainerNode()) {
            throw new TokenizerException(
                    file + " has no 'model.vocab'; is it a tokenizer.json of Hugging Face?");
        }
        Map<String, Integer> vocabulary = modelVocabulary(file, root.path("model").path("vocab"));
        List<AddedToken> added = added(file, root.path("added_tokens"), vocabulary);
        added.forEach(token -> vocabulary.put(token.content(), token.id()));
        if (vocabulary.isEmpty()) {
            throw new TokenizerException(file + " has no tokens");
        }
        return new TokenizerJson(file, root, vocabulary, added, named);
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

    private static Map<String, Integer> modelVocabulary(Path file, JsonNode vocab) {
        var ids = new HashMap<String, Integer>();
        var tokens = new HashMap<Integer, String>();
        if (vocab.isObject()) { // BPE, WordPiece, WordLevel: {token: id}
            for (Map.Entry<String, JsonNode> entry : vocab.properties()) {
                int id = id(file + ": the token '" + entry.getKey() + "'", entry.getValue());
                String other = tokens.put(id, entry.getKey());
                if (other != null) {
                    throw twice(file, id, other, entry.getKey());
                }
                ids.put(entry.getKey(), id);
            }
            return ids;
        }
        for (JsonNode piece : vocab) { // Unigram: [[token, score]]
            if (!piece.path(0).isTextual() || !piece.path(1).isNumber()) {
                throw new TokenizerException(
                        file
                                + ": piece "
                                + ids.size()
                                + " is "
                                + piece
                                + ", must be [text, score]");
            }
            Integer other = ids.put(piece.path(0).textValue(), ids.size());
            if (other != null) {
                throw new TokenizerException(
                        file + ": the piece '" + piece.path(0).textValue() + "' is there twice");
            }
        }
        return ids;
    }

    /// The library numbers added tokens itself; a file that states other ids means other rows of
    /// the embedding than its users get.
    private static List<AddedToken> added(Path file, JsonNode json, Map<String, Integer> model) {
        var tokens = new ArrayList<AddedToken>();
        var names = new HashMap<Integer, String>();
        model.forEach((token, id) -> names.put(id, token));
        var contents = new HashMap<String, Integer>();
        int next = model.size();
        for (JsonNode entry : json) {
            String where = file + ": added_tokens[" + tokens.size() + "]";
            int id = id(where, entry.path("id"));
            AddedToken token = AddedToken.parse(where, id, entry);
            if (contents.put(token.content(), id) != null) {
                throw new TokenizerException(
                        where + ": '" + token.content() + "' is an added token already");
            }
            Integer own = model.get(token.content());
            String other = names.put(id, token.content());
            if (own == null && other != null) {
                throw twice(file, id, other, token.content());
            }
            int given = own == null ? next : own;
            if (given != id) {
                throw new TokenizerException(
                        where
                                + ": '"
                                + token.content()
                                + "' states the id "
                                + id
                                + ", but transformers gives it "
                                + given
                                + (own == null ? ", the first after those before it" : "")
                                + "; is the file complete?");
            }
            next = Math.max(next, id + 1);
            tokens.add(token);
        }
        return tokens;
    }

    private static int id(String where, JsonNode id) {
        if (!id.isInt() || id.intValue() < 0 || id.intValue() == Integer.MAX_VALUE) {
            throw new TokenizerException(where + " has the id " + id + ", must be a number from 0");
        }
        return id.intValue();
    }

    private static TokenizerException twice(Path file, int id, String one, String other) {
        return new TokenizerException(
                file + ": the tokens '" + one + "' and '" + other + "' have the same id " + id);
    }

    /// Loads this tokenizer or one made of it, which neither cuts nor pads nor adds tokens.
    ///
    /// @throws TokenizerException if the library cannot read it
    HuggingFaceTokenizer load(ObjectNode tokenizer) throws IOException {
        byte[] bytes = MAPPER.writeValueAsBytes(tokenizer);
        try {
            return HuggingFaceTokenizer.newInstance(
                    new ByteArrayInputStream(bytes),
                    Map.of("truncation", "false", "padding", "false", "addSpecialTokens", "false"));
        } catch (RuntimeException e) {
            throw new TokenizerException(
                    file + " is not a tokenizer that can be read: " + e.getMessage(), e);
        }
    }

    /// A text as JSON writes it, for messages.
    static String quoted(String text) {
        return MAPPER.getNodeFactory().textNode(text).toString();
    }
}
