package dev.murmur.plan;

import dev.murmur.model.Decoder;
import dev.murmur.model.DecoderConfig;
import dev.murmur.model.ModelFolder;
import dev.murmur.model.Weights;
import dev.murmur.nn.Linear;
import dev.murmur.tensor.TensorScope;
import java.nio.file.Path;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// What of a model its memory depends on, from `config.json` alone.
///
/// @param parameters numbers in all weights of the language model
/// @param adapterRank1 numbers in a LoRA adapter of rank 1 on every linear layer but the head
public record ModelShape(DecoderConfig config, long parameters, long adapterRank1) {
    /// @throws dev.murmur.model.CheckpointException if the folder's model is not one that loads
    public static ModelShape of(Path folder) {
        return of(ModelFolder.open(folder).config());
    }

    public static ModelShape of(DecoderConfig config) {
        var counted = new Counted();
        try (var _ = new TensorScope()) {
            new Decoder(config, counted);
        }
        long head = config.tiedHead() ? 0 : (long) config.vocabSize() * config.hiddenSize();
        return new ModelShape(config, counted.parameters + head, counted.adapterRank1);
    }

    /// Weights that take no memory: one number seen as many.
    private static final class Counted implements Weights {
        private long parameters;
        private long adapterRank1;

        @Override
        public Tensor get(String name, long... shape) {
            Tensor weight = torch.zeros(1).expand(shape);
            parameters += weight.numel();
            return weight;
        }

        @Override
        public Linear linear(String name, long out, long in) {
            adapterRank1 += out + in;
            return Weights.super.linear(name, out, in);
        }

        @Override
        public Linear biasedLinear(String name, long out, long in) {
            adapterRank1 += out + in;
            return Weights.super.biasedLinear(name, out, in);
        }
    }
}
