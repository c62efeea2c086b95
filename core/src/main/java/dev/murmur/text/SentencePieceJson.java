package dev.murmur.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.murmur.text.SentencePieceModel.Piece;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/// A folder's `tokenizer.model` as the `tokenizer.json` with the same ids: what transformers'
/// `LlamaConverter` made of it when the models that have both were published.
///
/// A text gets the blank in front that the model says (`add_dummy_prefix`), after a special token
/// again, as SentencePiece gives it to every text it is handed. `tokenizer_config.json` may say
/// otherwise: `add_prefix_space`, and `legacy: false`, by which only the first text gets one and
/// one that begins with a blank none. `add_bos_token`, true unless it says otherwise, is what
/// [Tokenizer#front()] gives; templates write their own. transformers 5 reads some such folders
/// otherwise (it never adds the blank where `config.json` says `mistral`); the ids here are those
/// of SentencePiece itself.
final class SentencePieceJson {
    private static final String BLANK = "▁";
    private static final Set<String> CLASSES =
            Set.of(
                    "",
                    "LlamaTokenizer",
                    "LlamaTokenizerFast",
                    "GemmaTokenizer",
                    "GemmaTokenizerFast",
                    "PreTrainedTokenizerFast",
                    "TokenizersBackend");

    private record Merge(Piece whole, String left, String right) {}

    private final SentencePieceModel model;
    private final ObjectNode root = TokenizerJson.MAPPER.createObjectNode();
    private final boolean legacy;
    private final boolean prefix;
    private final boolean addsBos;

    private SentencePieceJson(SentencePieceModel model, JsonNode config) {
        this.model = model;
        this.legacy = config.path("legacy").asBoolean(true);
        this.prefix = config.path("add_prefix_space").asBoolean(model.dummyPrefix());
        this.addsBos = config.path("add_bos_token").asBoolean(true);
    }

    /// The library looks for an added token with a blank in front of it where SentencePiece has the
    /// blank as a piece of its own.
    private void refuseUserDefinedAfterBlank(Path file) {
        if (legacy
                && prefix
                && model.pieces().stream()
                        .anyMatch(p -> p.type() == SentencePieceModel.Type.USER_DEFINED)) {
            throw new TokenizerException(
                    file
                            + " has user-defined pieces and add_dummy_prefix, which we do not"
                            + " compute together; transformers writes a tokenizer.json"
                            + " (AutoTokenizer.from_pretrained(..).save_pretrained(..))");
        }
    }

    /// @throws TokenizerException if a file is broken, or the folder's class of tokenizers does
    ///   more than SentencePiece
    static TokenizerJson read(Path modelFolder) {
        Path configFile = modelFolder.resolve("tokenizer_config.json");
        JsonNode config = NamedTokens.treeOrMissing(configFile);
        String kind = config.path("tokenizer_class").asText("");
        if (!CLASSES.contains(kind)) {
            throw new TokenizerException(
                    configFile
                            + ": tokenizer_class is "
                            + kind
                            + ", which may number tokens otherwise than tokenizer.model does;"
                            + " transformers writes a tokenizer.json"
                            + " (AutoTokenizer.from_pretrained(..).save_pretrained(..))");
        }
        Path file = modelFolder.resolve("tokenizer.model");
        var model = SentencePieceModel.read(file);
        var json = new SentencePieceJson(model, config);
        json.refuseUserDefinedAfterBlank(file);
        return TokenizerJson.of(
                file, json.convert(addedTokens(modelFolder, config)), model.named());
    }

    private static List<AddedToken> addedTokens(Path modelFolder, JsonNode config) {
        return config.has("added_tokens_decoder")
                ? AddedTokenFiles.decoder(modelFolder)
                : AddedTokenFiles.legacy(modelFolder);
    }

    private ObjectNode convert(List<AddedToken> beside) {
        root.put("version", "1.0");
        addedTokens(beside);
        if (legacy) {
            ArrayNode steps = sequence("normalizer", "normalizers");
            if (prefix) {
                steps.addObject().put("type", "Prepend").put("prepend", BLANK);
            }
            replace(steps, " ", BLANK);
        } else {
            root.putObject("pre_tokenizer")
                    .put("type", "Metaspace")
                    .put("replacement", BLANK)
                    .put("prepend_scheme", prefix ? "first" : "never")
                    .put("split", false);
        }
        front();
        decoder();
        bpe(root.putObject("model"));
        return root;
    }

    /// The model's own control and user-defined pieces and the tokens of other files, which have
    /// the last word on flags.
    private void addedTokens(List<AddedToken> beside) {
        var tokens = new HashMap<Integer, AddedToken>();
        for (int id = 0; id < model.pieces().size(); id++) {
            Piece piece = model.pieces().get(id);
            switch (piece.type()) {
                case CONTROL, UNKNOWN -> tokens.put(id, AddedToken.of(id, piece.text(), true));
                case USER_DEFINED -> tokens.put(id, userDefined(id, piece.text()));
                case NORMAL, UNUSED, BYTE -> {
                    // not looked for in texts
                }
            }
        }
        beside.forEach(token -> tokens.put(token.id(), token));
        ArrayNode added = root.putArray("added_tokens");
        tokens.values().stream()
                .sorted(Comparator.comparingInt(AddedToken::id))
                .forEach(token -> added.add(token.toJson()));
    }

    /// SentencePiece looks for them in the normalised text.
    private AddedToken userDefined(int id, String text) {
        return new AddedToken(id, text, false, false, false, legacy, false);
    }

    private void front() {
        OptionalInt bos = model.named().bos();
        if (bos.isEmpty() || !addsBos) {
            return;
        }
        String token = model.pieces().get(bos.getAsInt()).text();
        ObjectNode processor = root.putObject("post_processor").put("type", "TemplateProcessing");
        for (String kind : List.of("single", "pair")) {
            ArrayNode template = processor.putArray(kind);
            template.addObject().putObject("SpecialToken").put("id", token).put("type_id", 0);
            template.addObject().putObject("Sequence").put("id", "A").put("type_id", 0);
            if (kind.equals("pair")) {
                template.addObject().putObject("Sequence").put("id", "B").put("type_id", 0);
            }
        }
        ObjectNode special = processor.putObject("special_tokens").putObject(token);
        special.put("id", token).putArray("ids").add(bos.getAsInt());
        special.putArray("tokens").add(token);
    }

    private void decoder() {
        ArrayNode steps = sequence("decoder", "decoders");
        replace(steps, BLANK, " ");
        steps.addObject().put("type", "ByteFallback");
        steps.addObject().put("type", "Fuse");
        if (prefix) {
            steps.addObject()
                    .put("type", "Strip")
                    .put("content", " ")
                    .put("start", 1)
                    .put("stop", 0);
        }
    }

    private ArrayNode sequence(String key, String steps) {
        return root.putObject(key).put("type", "Sequence").putArray(steps);
    }

    private static void replace(ArrayNode steps, String from, String to) {
        ObjectNode step = steps.addObject().put("type", "Replace").put("content", to);
        step.putObject("pattern").put("String", from);
    }

    private void bpe(ObjectNode json) {
        json.put("type", "BPE")
                .put("unk_token", model.pieces().get(model.unknown()).text())
                .put("fuse_unk", true)
                .put("byte_fallback", model.byteFallback())
                .put("ignore_merges", false);
        ObjectNode vocab = json.putObject("vocab");
        model.pieces().forEach(piece -> vocab.put(piece.text(), vocab.size()));
        ArrayNode merges = json.putArray("merges");
        merges().forEach(merge -> merges.addArray().add(merge.left).add(merge.right));
    }

    /// Every way to make a piece of two others, best score first; SentencePiece has no list of
    /// merges, just scores. Between equal scores ids decide, of the piece, its left part and its
    /// right part.
    private List<Merge> merges() {
        var ids = new HashMap<String, Integer>();
        for (int id = 0; id < model.pieces().size(); id++) {
            if (model.pieces().get(id).type() == SentencePieceModel.Type.NORMAL) {
                ids.put(model.pieces().get(id).text(), id);
            }
        }
        var merges = new ArrayList<Merge>();
        for (Piece piece : model.pieces()) {
            for (int cut = 1;
                    piece.type() == SentencePieceModel.Type.NORMAL && cut < piece.text().length();
                    cut++) {
                String left = piece.text().substring(0, cut);
                String right = piece.text().substring(cut);
                if (ids.containsKey(left) && ids.containsKey(right)) {
                    merges.add(new Merge(piece, left, right));
                }
            }
        }
        merges.sort(order(ids));
        return merges;
    }

    private static Comparator<Merge> order(Map<String, Integer> ids) {
        return Comparator.<Merge>comparingDouble(merge -> -merge.whole.score())
                .thenComparingInt(merge -> ids.getOrDefault(merge.whole.text(), 0))
                .thenComparingInt(merge -> ids.getOrDefault(merge.left, 0))
                .thenComparingInt(merge -> ids.getOrDefault(merge.right, 0));
    }
}
