package dev.murmur.model;

/// How one architecture of Hugging Face writes its configuration.
interface ModelFamily {
    /// The `model_type` of `config.json`.
    String modelType();

    /// What its classes in transformers begin with: `Llama` of `LlamaForCausalLM`.
    String className();

    /// Reads the shape and the switches.
    ///
    /// @throws CheckpointException if a key is missing or has a setting that is not implemented,
    ///   naming it
    DecoderConfig config(ConfigFile config);
}
