package dev.murmur.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The model families that load, by `model_type`.
final class ModelFamilies {
    static final Map<String, ModelFamily> BY_TYPE =
            List.of(
                            new LlamaFamily(),
                            new MistralFamily(),
                            new MixtralFamily(),
                            new Qwen2Family(),
                            new Qwen3Family(),
                            new Gemma2Family(),
                            new Phi3Family())
                    .stream()
                    .collect(
                            Collectors.toUnmodifiableMap(
                                    ModelFamily::modelType, Function.identity()));

    private ModelFamilies() {}

    /// The family of a `config.json`.
    ///
    /// @throws CheckpointException if it is not one that loads
    static ModelFamily of(JsonNode config, String file) {
        String type = config.path("model_type").asText("");
        ModelFamily family = BY_TYPE.get(type);
        if (family == null) {
            throw new CheckpointException(
                    file
                            + ": model_type is '"
                            + type
                            + "', which is not implemented; known: "
                            + String.join(", ", new TreeSet<>(BY_TYPE.keySet())));
        }
        return family;
    }

    /// What a `config.json` describes.
    ///
    /// @throws CheckpointException if it is not a model that loads, naming the setting
    static DecoderConfig config(JsonNode config, String file) {
        try {
            return of(config, file).config(new ConfigFile(config, file));
        } catch (IllegalArgumentException e) {
            throw new CheckpointException(file + ": " + e.getMessage(), e);
        }
    }
}
