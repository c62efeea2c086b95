package dev.murmur.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.murmur.model.DecoderConfig;
import dev.murmur.model.ModelFolder;
import dev.murmur.model.WeightSummary;
import dev.murmur.tensor.Dtype;
import dev.murmur.text.ChatTemplate;
import dev.murmur.text.ChatTemplates;
import dev.murmur.text.Tokenizer;
import java.nio.file.Path;
import java.util.Formatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What `murmur inspect` says of a model folder.
///
/// @param origin where the template comes from: a file of the folder, or the command line
/// @param specials tokens by what they are for
/// @param note why there is no end of turn, or empty
record ModelFacts(
        ModelFolder folder,
        WeightSummary weights,
        @Nullable ChatTemplate template,
        String origin,
        Map<String, Token> specials,
        String note) {
    private static final JsonMapper JSON = new JsonMapper();

    /// A token of the vocabulary.
    record Token(int id, String text) {}

    /// @param template by name, or null for the folder's own
    static ModelFacts of(Path path, Tokenizer tokenizer, @Nullable String template) {
        ModelFolder folder = ModelFolder.open(path);
        Optional<ChatTemplates.Origin> own =
                template == null ? ChatTemplates.find(path) : Optional.empty();
        ChatTemplate chosen =
                template == null
                        ? own.map(ChatTemplates.Origin::template).orElse(null)
                        : ChatTemplates.named(template);
        String origin =
                template == null
                        ? own.map(found -> path.relativize(found.file()).toString()).orElse("")
                        : "--template";
        Map<String, Token> specials = new LinkedHashMap<>();
        put(specials, "bos", tokenizer.bos(), tokenizer);
        put(specials, "eos", tokenizer.eos(), tokenizer);
        put(specials, "pad", tokenizer.pad(), tokenizer);
        String note = "";
        if (chosen != null) {
            try {
                int end = chosen.endOfTurn(tokenizer);
                put(specials, "end_of_turn", OptionalInt.of(end), tokenizer);
            } catch (IllegalArgumentException e) {
                note = String.valueOf(e.getMessage());
            }
        }
        return new ModelFacts(folder, WeightSummary.of(path), chosen, origin, specials, note);
    }

    private static void put(
            Map<String, Token> specials, String use, OptionalInt id, Tokenizer tokenizer) {
        id.ifPresent(i -> specials.put(use, new Token(i, tokenizer.decodeWithSpecials(i))));
    }

    private String templateName() {
        if (template == null) {
            return "none; name one with --template";
        }
        boolean builtIn = ChatTemplates.BY_NAME.containsKey(template.name());
        return (builtIn ? template.name() : "its own") + ", from " + origin;
    }

    String toText() {
        var text = new Formatter(Locale.ROOT);
        DecoderConfig config = folder.config();
        text.format("%s%n", folder.path());
        text.format("  family      %s%n", folder.family());
        text.format("  parameters  %,d%n", weights.total());
        text.format("  weights     %s%n", dtypes());
        text.format(
                "  shape       %d layers, hidden %,d, heads %d (%d for keys and values), vocabulary"
                        + " %,d%n",
                config.layers(),
                config.hiddenSize(),
                config.heads(),
                config.kvHeads(),
                config.vocabSize());
        text.format("  context     %,d tokens%n", config.maxPositions());
        text.format("  template    %s%n", templateName());
        specials.forEach((use, token) ->
                text.format("  %-11s %d %s%n", use.replace('_', ' '), token.id(), token.text()));
        if (!note.isEmpty()) {
            text.format("  note        %s%n", note);
        }
        return text.toString();
    }

    private String dtypes() {
        if (weights.parameters().size() == 1) {
            return weights.parameters().keySet().iterator().next().toString();
        }
        return weights.parameters().entrySet().stream()
                .map(entry ->
                        String.format(Locale.ROOT, "%s %,d", entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(", "));
    }

    String toJson() {
        DecoderConfig config = folder.config();
        ObjectNode root = JSON.createObjectNode();
        root.put("path", folder.path().toString());
        root.put("family", folder.family());
        root.put("parameters", weights.total());
        ObjectNode dtypes = root.putObject("weights");
        for (Map.Entry<Dtype, Long> entry : weights.parameters().entrySet()) {
            dtypes.put(entry.getKey().toString(), entry.getValue());
        }
        root.put("layers", config.layers());
        root.put("hidden_size", config.hiddenSize());
        root.put("heads", config.heads());
        root.put("kv_heads", config.kvHeads());
        root.put("vocab_size", config.vocabSize());
        root.put("context", config.maxPositions());
        if (template != null) {
            root.putObject("template")
                    .put("name", template.name())
                    .put("from", origin)
                    .put("jinja", template.jinja());
        }
        ObjectNode tokens = root.putObject("special");
        specials.forEach((use, token) ->
                tokens.putObject(use).put("id", token.id()).put("text", token.text()));
        if (!note.isEmpty()) {
            root.put("note", note);
        }
        return root.toPrettyString() + System.lineSeparator();
    }
}
