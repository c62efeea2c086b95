package dev.murmur.plan;

import dev.murmur.model.Decoder;
import dev.murmur.model.DecoderConfig;
import dev.murmur.model.LoraConfig;
import dev.murmur.model.ModelFolder;
import dev.murmur.model.Weights;
import dev.murmur.nn.Linear;
import dev.murmur.tensor.TensorScope;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// What of a model its memory depends on, from `config.json` alone.
///
/// @param parameters numbers in all weights of the language model
/// @param linears inputs and outputs of every linear layer but the head, by its name
public record ModelShape(DecoderConfig config, long parameters, Map<String, Long> linears) {
    public ModelShape {
        linears = Map.copyOf(linears);
    }

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
        return new ModelShape(config, counted.parameters + head, counted.linears);
    }

    /// Numbers in a LoRA adapter of rank 1 on every linear layer but the head.
    long adapterRank1() {
        return linears.values().stream().mapToLong(Long::longValue).sum();
    }

    /// Numbers in an adapter of one rank.
    long adapter(LoraConfig config) {
        return linears.entrySet().stream()
                .filter(layer -> config.targets().match(layer.getKey()))
                .mapToLong(layer -> config.rank() * layer.getValue())
                .sum();
    }

    /// Weights that take no memory: one number seen as many.
    private static final class Counted implements Weights {
        private long parameters;
        private final Map<String, Long> linears = new HashMap<>();

        @Override
        public Tensor get(String name, long... shape) {
            Tensor weight = torch.zeros(1).expand(shape);
            parameters += weight.numel();
            return weight;
        }

        @Override
        public Linear linear(String name, long out, long in) {
            linears.put(name, out + in);
            return Weights.super.linear(name, out, in);
        }

        @Override
        public Linear biasedLinear(String name, long out, long in) {
            linears.put(name, out + in);
            return Weights.super.biasedLinear(name, out, in);
        }
    }
}
