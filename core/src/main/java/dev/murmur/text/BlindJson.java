package dev.murmur.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Rewrites a `tokenizer.json` so that no text can become a special token, and every other token
/// keeps its id.
///
/// Leaving special tokens out of `added_tokens` is not enough. The library numbers added tokens in
/// order, whatever ids the file states: so those that remain are written into the model's
/// vocabulary, where ids are stated. And a model can spell a special token that is in its
/// vocabulary, as `</` + `s>`: so it is taken out there, with the merges that lead to it.
final class BlindJson {
    /// No text has it as a token: it holds a blank, which every model that looks up whole words has
    /// replaced or cut at, and no merge makes it.
    private static final String UNREACHABLE = " \uDBFF\uDFFF ";

    private BlindJson() {}

    static ObjectNode of(TokenizerJson json) {
        ObjectNode copy = json.root().deepCopy();
        var specials = new HashSet<String>();
        json.added().stream().filter(AddedToken::special).forEach(t -> specials.add(t.content()));
        List<AddedToken> kept = json.added().stream().filter(t -> !t.special()).toList();
        ArrayNode added = copy.putArray("added_tokens");
        kept.forEach(token -> added.add(token.toJson()));
        copy.putNull("post_processor");
        hide((ObjectNode) copy.get("model"), specials, kept);
        return copy;
    }

    /// The same tokenizer for texts that are not the first of their sequence. Shares the
    /// vocabulary.
    static ObjectNode following(ObjectNode tokenizer, Before before) {
        ObjectNode copy = tokenizer.objectNode().setAll(tokenizer);
        for (String part : List.of("normalizer", "pre_tokenizer")) {
            if (copy.get(part) instanceof ObjectNode steps) {
                copy.set(part, steps.deepCopy());
                dropBlank(copy.path(part), before);
            }
        }
        return copy;
    }

    private static void hide(ObjectNode model, Set<String> specials, List<AddedToken> kept) {
        if (model.get("vocab") instanceof ObjectNode vocab) {
            JsonNode unknown = vocab.get(model.path("unk_token").asText());
            if (unknown != null && specials.contains(model.path("unk_token").asText())) {
                vocab.set(UNREACHABLE, unknown);
                model.put("unk_token", UNREACHABLE);
            }
            vocab.remove(specials);
            kept.forEach(token -> vocab.put(token.content(), token.id()));
            dropMerges(model, specials);
        } else {
            hidePieces((ArrayNode) model.get("vocab"), specials, kept);
        }
    }

    /// Pieces of a unigram model have their place as id, so those after the model's own get
    /// stand-ins between them. A stand-in's score is the least there is: the model reckons with it.
    private static void hidePieces(ArrayNode vocab, Set<String> specials, List<AddedToken> kept) {
        double least = 0;
        for (JsonNode piece : vocab) {
            least = Math.min(least, piece.path(1).doubleValue());
            if (specials.contains(piece.path(0).textValue())) {
                ((ArrayNode) piece).set(0, UNREACHABLE + piece.path(0).textValue());
            }
        }
        for (AddedToken token : kept) {
            while (vocab.size() < token.id()) {
                vocab.addArray().add(UNREACHABLE + vocab.size()).add(least);
            }
            if (vocab.size() == token.id()) {
                vocab.addArray().add(token.content()).add(least);
            }
        }
    }

    private static void dropMerges(ObjectNode model, Set<String> specials) {
        if (!(model.get("merges") instanceof ArrayNode merges)) {
            return;
        }
        ArrayNode kept = model.arrayNode(merges.size());
        for (JsonNode merge : merges) {
            List<String> parts = parts(merge);
            if (!specials.contains(String.join("", parts))
                    && parts.stream().noneMatch(specials::contains)) {
                kept.add(merge);
            }
        }
        model.set("merges", kept);
    }

    /// Of `"left right"` or `["left", "right"]`.
    private static List<String> parts(JsonNode merge) {
        return merge.isTextual()
                ? List.of(merge.textValue().split(" ", 2))
                : List.of(merge.path(0).asText(), merge.path(1).asText());
    }

    /// Takes the blank in front of texts out of a normaliser or pre-tokenizer, as far as it does
    /// not belong there.
    private static void dropBlank(JsonNode part, Before before) {
        switch (part.path("type").asText()) {
            case "Sequence" -> {
                part.path("normalizers").forEach(inner -> dropBlank(inner, before));
                part.path("pretokenizers").forEach(inner -> dropBlank(inner, before));
            }
            case "Prepend" -> {
                if (before == Before.TEXT) {
                    ((ObjectNode) part).put("prepend", "");
                }
            }
            case "Metaspace" -> {
                if (before == Before.TEXT || part.path("prepend_scheme").asText().equals("first")) {
                    ((ObjectNode) part).put("prepend_scheme", "never").remove("add_prefix_space");
                }
            }
            case "ByteLevel" -> {
                if (before == Before.TEXT) {
                    ((ObjectNode) part).put("add_prefix_space", false);
                }
            }
            default -> {
                // adds no blank
            }
        }
    }
}
