package dev.murmur.text;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A byte-level BPE tokenizer as [BpeTrainer] made it.
///
/// @param specials the first tokens, never found inside content
/// @param tokens every token in the order of ids, bytes as GPT-2 writes them
/// @param merges `left right`, the most urgent first
public record TrainedBpe(List<String> specials, List<String> tokens, List<String> merges) {
    public TrainedBpe {
        specials = List.copyOf(specials);
        tokens = List.copyOf(tokens);
        merges = List.copyOf(merges);
    }

    /// Writes `tokenizer.json` and `tokenizer_config.json`, which transformers loads too.
    ///
    /// @param named which special is what: keys `bos_token`, `eos_token`, `pad_token`; leave out
    ///   what the model does not have
    /// @throws IllegalArgumentException if a named token is not one of the specials
    public void write(Path modelFolder, Map<String, String> named) throws IOException {
        named.forEach((key, token) -> {
            if (!specials.contains(token)) {
                throw new IllegalArgumentException(
                        key + " is '" + token + "', must be one of " + specials);
            }
        });
        ObjectNode config = TokenizerJson.MAPPER.createObjectNode();
        new TreeMap<>(named).forEach(config::put);
        config.put("clean_up_tokenization_spaces", false);
        config.put("tokenizer_class", "PreTrainedTokenizerFast");
        save(modelFolder.resolve("tokenizer.json"), tokenizerJson());
        save(modelFolder.resolve("tokenizer_config.json"), config);
    }

    private ObjectNode tokenizerJson() {
        ObjectNode root = TokenizerJson.MAPPER.createObjectNode();
        root.put("version", "1.0").putNull("truncation").putNull("padding");
        var added = root.putArray("added_tokens");
        for (int id = 0; id < specials.size(); id++) {
            added.addObject()
                    .put("id", id)
                    .put("content", specials.get(id))
                    .put("single_word", false)
                    .put("lstrip", false)
                    .put("rstrip", false)
                    .put("normalized", false)
                    .put("special", true);
        }
        root.putNull("normalizer");
        byteLevel(root.putObject("pre_tokenizer"));
        root.putNull("post_processor");
        byteLevel(root.putObject("decoder"));
        model(root.putObject("model"));
        return root;
    }

    private static void byteLevel(ObjectNode node) {
        node.put("type", "ByteLevel")
                .put("add_prefix_space", false)
                .put("trim_offsets", true)
                .put("use_regex", true);
    }

    private void model(ObjectNode model) {
        model.put("type", "BPE")
                .putNull("dropout")
                .putNull("unk_token")
                .putNull("continuing_subword_prefix")
                .putNull("end_of_word_suffix")
                .put("fuse_unk", false)
                .put("byte_fallback", false)
                .put("ignore_merges", false);
        ObjectNode vocab = model.putObject("vocab");
        for (int id = 0; id < tokens.size(); id++) {
            vocab.put(tokens.get(id), id);
        }
        var list = model.putArray("merges");
        merges.forEach(list::add);
    }

    private static void save(Path file, ObjectNode node) throws IOException {
        TokenizerJson.MAPPER.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), node);
    }
}
