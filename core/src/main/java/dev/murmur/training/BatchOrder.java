package dev.murmur.training;

import dev.murmur.data.KeyedRandom;
import java.util.Arrays;

/// Which examples an optimiser step sees: a permutation an epoch, keyed by seed and epoch, so that
/// any step can be found without having run the ones before it.
record BatchOrder(int examples, TrainingSettings settings) {
    /// @param step from 0
    int[] indices(long step) {
        int perEpoch = Math.ceilDiv(examples, settings.batchSize());
        long key = KeyedRandom.key(settings.seed(), "data order", "epoch " + step / perEpoch);
        int from = Math.toIntExact(step % perEpoch) * settings.batchSize();
        return Arrays.copyOfRange(
                KeyedRandom.permutation(examples, key),
                from,
                Math.min(examples, from + settings.batchSize()));
    }
}
