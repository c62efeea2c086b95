package dev.murmur.model;

import dev.murmur.tensor.Threads;
import java.util.function.Function;
import org.bytedeco.pytorch.GradMode;

/// What a model of any head is made of. Owns the weights.
///
/// @param recompute as [Tuning] has it
record Backbone(ModelFolder folder, Parameters parameters, Decoder trunk, boolean recompute)
        implements AutoCloseable {
    /// Makes a model of weights, which are freed if that fails.
    static <M> M open(Parameters parameters, Function<Parameters, M> model) {
        try {
            return model.apply(parameters);
        } catch (RuntimeException e) {
            parameters.close();
            throw e;
        }
    }

    /// @param seen the weights under the names that the trunk asks for
    static Backbone of(ModelFolder folder, Parameters parameters, Weights seen, boolean recompute) {
        return new Backbone(folder, parameters, new Decoder(folder.config(), seen), recompute);
    }

    /// The same weights with additions to them.
    Backbone with(LoraAdapter adapter, Weights seen) {
        return of(folder, parameters, adapter.over(seen), recompute);
    }

    /// A batch brought to the weights.
    GroupBatch beside(GroupBatch batch) {
        return batch.beside(trunk.embedding());
    }

    /// Hidden states of a batch that is learnt from.
    ///
    /// @param batch beside the weights
    HiddenStates hidden(GroupBatch batch) {
        return recompute && GradMode.is_enabled()
                ? RecomputedLayers.hidden(trunk, batch)
                : HiddenStates.kept(trunk, batch);
    }

    DecoderConfig config() {
        return trunk.config();
    }

    /// How many batches to run side by side, see [Threads]; a GPU works through one at a time.
    int workers() {
        int workers = Threads.forModel(parameters.count());
        return trunk.embedding().is_cpu() ? workers : 1;
    }

    /// Whether micro-batches run side by side, likewise.
    boolean runsSideBySide() {
        return trunk.embedding().is_cpu() && Threads.runsSideBySide(parameters.count());
    }

    /// How many batches of replies to grow side by side, likewise.
    int samplers() {
        return trunk.embedding().is_cpu() ? Threads.samplers(parameters.count()) : 1;
    }

    @Override
    public void close() {
        parameters.close();
    }
}
