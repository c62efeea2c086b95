package dev.murmur.model;

import java.nio.file.Path;

/// What the trainer needs of a model, whatever its head.
public sealed interface TrainableModel extends AutoCloseable
        permits CausalLm, ScalarModel, ActorCritic {
    /// Folder in a saved model that holds the adapter it was trained with.
    String ADAPTER = "adapter";

    /// What training changes.
    TrainedWeights parameters();

    /// Whether micro-batches run side by side, see [Threads].
    boolean runsSideBySide();

    /// Writes what was trained, a Hugging Face folder that transformers loads or an adapter that
    /// PEFT loads; it is whole or not there.
    void save(Path target, Saving saving);

    /// The same in the dtypes that the weights came in.
    ///
    /// @param card the text of the model card
    default void save(Path target, String card) {
        save(target, Saving.of(card));
    }

    /// Writes what was trained as a whole model, for everything that reads one: what an adapter
    /// adds is summed into the weights in float32, and the adapter itself lies in [#ADAPTER].
    void saveTrained(Path target, Saving saving);

    @Override
    void close();
}
