package dev.murmur.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.murmur.data.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/// A model folder as Hugging Face lays it out: `config.json`, weights, tokenizer and template
/// files.
public final class ModelFolder {
    /// Files that are copied to what is trained from a model: those of its text side, and its
    /// terms.
    private static final List<String> SIDE_FILES =
            List.of(
                    "tokenizer.json",
                    "tokenizer_config.json",
                    "tokenizer.model",
                    "special_tokens_map.json",
                    "added_tokens.json",
                    "vocab.json",
                    "merges.txt",
                    "chat_template.jinja",
                    "generation_config.json",
                    "LICENSE",
                    "LICENSE.md",
                    "LICENSE.txt",
                    "NOTICE",
                    "USE_POLICY.md");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path path;
    private final ObjectNode json;
    private final DecoderConfig config;

    private ModelFolder(Path path, ObjectNode json, DecoderConfig config) {
        this.path = path;
        this.json = json;
        this.config = config;
    }

    /// Reads `config.json`.
    ///
    /// @throws CheckpointException if the folder is missing, or its model is not one that loads
    public static ModelFolder open(Path path) {
        Path file = path.resolve("config.json");
        if (!Files.isDirectory(path)) {
            throw new CheckpointException(
                    path
                            + " is not a folder; a model is a Hugging Face folder: config.json, weights"
                            + " (safetensors or pytorch_model.bin) and a tokenizer");
        }
        if (!Files.exists(file)) {
            throw new CheckpointException(
                    path + " has no config.json; is it a Hugging Face model folder?");
        }
        try {
            JsonNode root = JSON.readTree(file.toFile());
            if (!(root instanceof ObjectNode object)) {
                throw new CheckpointException(file + " is not a JSON object");
            }
            return new ModelFolder(path, object, ModelFamilies.config(root, file.toString()));
        } catch (IOException e) {
            throw new CheckpointException(file + " is not JSON: " + e.getMessage(), e);
        }
    }

    public Path path() {
        return path;
    }

    public DecoderConfig config() {
        return config;
    }

    /// The family, as `model_type` of `config.json` names it.
    public String family() {
        return json.path("model_type").asText();
    }

    /// An id of `config.json` or, if it is there, `generation_config.json`, such as `eos_token_id`;
    /// may be a list.
    public int[] ids(String key) {
        JsonNode node = json.path(key);
        Path generation = path.resolve("generation_config.json");
        if (Files.exists(generation)) {
            try {
                JsonNode override = JSON.readTree(generation.toFile()).path(key);
                node = override.isMissingNode() || override.isNull() ? node : override;
            } catch (IOException e) {
                throw new CheckpointException(generation + " is not JSON: " + e.getMessage(), e);
            }
        }
        if (node.isArray()) {
            var ids = new int[node.size()];
            for (int i = 0; i < ids.length; i++) {
                ids[i] = node.path(i).asInt();
            }
            return ids;
        }
        return node.isInt() ? new int[] {node.asInt()} : new int[0];
    }

    /// The padding id of `config.json`, which is where a classifier's code looks for it.
    OptionalInt padId() {
        JsonNode node = json.path("pad_token_id");
        return node.isInt() ? OptionalInt.of(node.asInt()) : OptionalInt.empty();
    }

    /// Standard deviation of new weights.
    double initializerRange() {
        return json.path("initializer_range").asDouble(Parameters.INITIAL_STD);
    }

    /// @throws CheckpointException if a tokenizer could give ids that the embedding does not have
    public void requireVocabulary(int tokenizerVocabulary) {
        if (tokenizerVocabulary > config.vocabSize()) {
            throw new CheckpointException(
                    path
                            + ": the tokenizer has ids up to "
                            + (tokenizerVocabulary - 1)
                            + ", the embedding only "
                            + config.vocabSize()
                            + " rows; tokenizer.json and config.json do not belong together");
        }
    }

    private String className() {
        return ModelFamilies.of(json, path.resolve("config.json").toString()).className();
    }

    ObjectNode causalLmConfig() {
        ObjectNode copy = json.deepCopy();
        copy.putArray("architectures").add(className() + "ForCausalLM");
        return copy;
    }

    ObjectNode scalarConfig() {
        ObjectNode copy = json.deepCopy();
        copy.putArray("architectures").add(className() + "ForSequenceClassification");
        copy.putObject("id2label").put("0", "reward");
        copy.putObject("label2id").put("reward", 0);
        return copy;
    }

    /// Writes a folder with these weights, a configuration, this folder's tokenizer and template,
    /// and a model card.
    void save(Path target, SavedWeights weights, ObjectNode configuration, Saving saving) {
        save(target, weights, configuration, saving, _ -> {});
    }

    /// The same with something more in it.
    void save(
            Path target,
            SavedWeights weights,
            ObjectNode configuration,
            Saving saving,
            AtomicFiles.FolderBody more) {
        configuration.put(
                configuration.has("torch_dtype") ? "torch_dtype" : "dtype",
                weights.dtype(saving.dtype()).toString());
        AtomicFiles.writeFolder(
                target,
                folder -> {
                    weights.write(folder.resolve("model.safetensors"), saving.dtype());
                    JSON.writerWithDefaultPrettyPrinter()
                            .writeValue(folder.resolve("config.json").toFile(), configuration);
                    for (String name : SIDE_FILES) {
                        if (Files.exists(path.resolve(name))) {
                            Files.copy(path.resolve(name), folder.resolve(name));
                        }
                    }
                    Files.writeString(folder.resolve("README.md"), saving.card());
                    more.writeTo(folder);
                });
    }
}
