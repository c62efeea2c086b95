package dev.murmur.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The model families that load, by `model_type`.
public final class ModelFamilies {
    public static final Map<String, ModelFamily> BY_TYPE =
            List.<ModelFamily>of(new LlamaFamily()).stream()
                    .collect(
                            Collectors.toUnmodifiableMap(
                                    ModelFamily::modelType, Function.identity()));

    private ModelFamilies() {}

    /// The family of a `config.json`.
    ///
    /// @throws CheckpointException if it is not one that loads
    public static ModelFamily of(JsonNode config, String file) {
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
}
