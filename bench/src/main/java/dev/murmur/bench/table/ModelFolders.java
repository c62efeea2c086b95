package dev.murmur.bench.table;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.murmur.data.AtomicFiles;
import dev.murmur.model.CausalLm;
import dev.murmur.model.Saving;
import dev.murmur.model.ScalarModel;
import dev.murmur.tensor.Dtype;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Model folders that both sides open: a language model and a reward model of each size, with a
/// tokenizer of one word an id.
///
/// @param root the folder they lie in
record ModelFolders(Path root) {
    private static final long SEED = 1;
    private static final List<String> SPECIALS =
            List.of("<unk>", "<s>", "</s>", "<|user|>", "<|assistant|>");

    /// Words that are not special tokens begin here; see [#word].
    private static final int FIRST_WORD = SPECIALS.size() + 1;

    private static final String TEMPLATE =
            "{% for m in messages %}{{ '<|' + m['role'] + '|>' }}"
                    + "{% if m['role'] == 'assistant' %}"
                    + "{% generation %}{{ m['content'] + '</s>' }}{% endgeneration %}"
                    + "{% else %}{{ m['content'] + '</s>' }}{% endif %}{% endfor %}"
                    + "{% if add_generation_prompt %}{{ '<|assistant|>' }}{% endif %}";

    /// Tokens that the template adds to a prompt: its role, its end and the reply's role.
    static final int PROMPT_MARKERS = 3;

    /// Tokens that the template adds to a reply: its end.
    static final int REPLY_MARKERS = 1;

    /// How many words there are.
    static final int WORDS = ModelSize.VOCAB - FIRST_WORD;

    /// The i-th word; it is one token.
    static String word(int i) {
        return "w" + (FIRST_WORD + i);
    }

    /// The folder of a language model, made if it is not there.
    Path policy(ModelSize size) {
        Path folder = root.resolve(size.toString());
        if (!Files.isDirectory(folder)) {
            Path shape = withoutWeights(size);
            try (CausalLm model = CausalLm.random(shape, SEED)) {
                model.save(folder, Saving.of(""));
            }
        }
        return folder;
    }

    /// The folder of a reward model, made if it is not there.
    Path reward(ModelSize size) {
        Path folder = root.resolve(size + "-reward");
        if (!Files.isDirectory(folder)) {
            try (ScalarModel model = ScalarModel.trainable(policy(size), Dtype.FLOAT32, SEED)) {
                model.save(folder, Saving.of(""));
            }
        }
        return folder;
    }

    /// A folder with everything but weights.
    Path withoutWeights(ModelSize size) {
        Path folder = root.resolve(size + "-shape");
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("config.json"), size.configJson());
            Files.writeString(
                    folder.resolve("tokenizer_config.json"),
                    """
                    {"tokenizer_class": "PreTrainedTokenizerFast", "bos_token": "<s>", "eos_token": "</s>",
                     "unk_token": "<unk>", "pad_token": "<unk>", "model_max_length": %d}
                    """
                            .formatted(ModelSize.POSITIONS));
            Files.writeString(folder.resolve("chat_template.jinja"), TEMPLATE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var mapper = new ObjectMapper();
        AtomicFiles.writeText(
                folder.resolve("tokenizer.json"),
                writer -> writer.write(mapper.writeValueAsString(tokenizer(mapper))));
        return folder;
    }

    private static ObjectNode tokenizer(ObjectMapper mapper) {
        ObjectNode root = mapper.createObjectNode().put("version", "1.0");
        ArrayNode added = root.putArray("added_tokens");
        ObjectNode vocabulary = mapper.createObjectNode();
        for (String special : SPECIALS) {
            added.addObject()
                    .put("id", vocabulary.size())
                    .put("content", special)
                    .put("single_word", false)
                    .put("lstrip", false)
                    .put("rstrip", false)
                    .put("normalized", false)
                    .put("special", true);
            vocabulary.put(special, vocabulary.size());
        }
        vocabulary.put("a", vocabulary.size());
        for (int i = 0; i < WORDS; i++) {
            vocabulary.put(word(i), vocabulary.size());
        }
        root.putObject("pre_tokenizer").put("type", "WhitespaceSplit");
        root.putObject("model")
                .put("type", "WordLevel")
                .put("unk_token", "<unk>")
                .set("vocab", vocabulary);
        return root;
    }
}
