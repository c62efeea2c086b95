package dev.murmur.model;

import dev.murmur.tensor.Threads;
import java.util.function.Function;

/// What a model of any head is made of. Owns the weights.
record Backbone(ModelFolder folder, Parameters parameters, Decoder trunk) implements AutoCloseable {
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
    static Backbone of(ModelFolder folder, Parameters parameters, Weights seen) {
        return new Backbone(folder, parameters, new Decoder(folder.config(), seen));
    }

    DecoderConfig config() {
        return trunk.config();
    }

    /// How many batches to run side by side, see [Threads].
    int workers() {
        return Threads.forModel(parameters.count());
    }

    @Override
    public void close() {
        parameters.close();
    }
}
