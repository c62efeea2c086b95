package dev.murmur.model;

import java.nio.file.Path;

/// What the trainer needs of a model, whatever its head.
public sealed interface TrainableModel extends AutoCloseable permits CausalLm, ScalarModel {
    Parameters parameters();

    /// Writes a Hugging Face folder that transformers loads; it is whole or not there.
    ///
    /// @param card the text of the model card
    void save(Path target, String card);

    @Override
    void close();
}
