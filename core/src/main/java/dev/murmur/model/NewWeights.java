package dev.murmur.model;

import dev.murmur.data.KeyedRandom;
import dev.murmur.tensor.Tensors;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;

/// Where weights come from that no model folder has.
@FunctionalInterface
interface NewWeights {
    /// @return float32, of that shape, owned by nobody else
    Tensor make(String name, long[] shape);

    /// Ones for norms, zeros for biases, else normal, keyed by seed and name.
    ///
    /// @param std standard deviation, `> 0`
    static NewWeights normal(long seed, double std) {
        return (name, shape) -> {
            var values = new float[count(shape)];
            if (name.endsWith("norm.weight")) {
                Arrays.fill(values, 1f);
            } else if (!name.endsWith(".bias")) {
                long key = KeyedRandom.key(seed, "weights", name);
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float) (std * KeyedRandom.normal(key, i));
                }
            }
            return Tensors.floats(values).view(shape);
        };
    }

    /// As PEFT begins an adapter: A uniform in `+-1 / sqrt(in)`, which is Kaiming's with a =
    /// sqrt(5), and B zero, so that the model begins as its base.
    static NewWeights lora(long seed) {
        return (name, shape) -> {
            var values = new float[count(shape)];
            if (name.endsWith(LoraAdapter.A)) {
                double bound = 1 / Math.sqrt((double) shape[1]);
                long key = KeyedRandom.key(seed, "lora", name);
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float) (bound * (2 * KeyedRandom.uniform(key, i) - 1));
                }
            }
            return Tensors.floats(values).view(shape);
        };
    }

    private static int count(long[] shape) {
        return Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
    }
}
