package dev.murmur.model;

import com.fasterxml.jackson.databind.JsonNode;

/// How one architecture of Hugging Face writes its configuration and names its weights.
public interface ModelFamily {
    /// The `model_type` of `config.json`.
    String modelType();

    /// Reads the shape.
    ///
    /// @param config `config.json`
    /// @param file for messages
    /// @throws CheckpointException if a key is missing or has a setting that is not implemented,
    ///   naming it
    DecoderConfig config(JsonNode config, String file);
}
