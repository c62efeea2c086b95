package dev.murmur.recipe;

import dev.murmur.settings.Default;
import dev.murmur.settings.Doc;
import java.nio.file.Path;

/// A model to be opened.
public record ModelSection(
        @Doc("Hugging Face folder: config.json, weights, tokenizer") Path path,
        @Doc("chat template by name, or a .jinja file; auto takes the folder's own")
                @Default("auto")
                String template,
        @Doc("type of the weights where they are not trained") @Default("float32") Dtype dtype) {
    /// The type of weights in memory; losses and heads are float32 whatever it is.
    public enum Dtype {
        FLOAT32,
        BFLOAT16
    }

    /// What a frozen model's weights are in memory. A trained model's are float32: small updates
    /// vanish in fewer bits.
    public dev.murmur.tensor.Dtype weights() {
        return dev.murmur.tensor.Dtype.valueOf(dtype.name());
    }
}
