package dev.murmur.training;

import dev.murmur.data.KeyedRandom;
import dev.murmur.objective.TrainingExample;
import java.util.Arrays;
import java.util.List;

/// Passes over examples that are all there from the start: a permutation an epoch, keyed by seed
/// and epoch, so that any step can be found without having run the ones before it.
///
/// @param batchSize examples of a step; the last one of an epoch may have fewer
public record EpochBatches<E extends TrainingExample>(
        List<E> examples, int batchSize, int epochs, long seed) implements Batches<E> {
    @Override
    public long steps() {
        return TrainingSettings.steps(examples.size(), batchSize, epochs);
    }

    @Override
    public List<E> batch(long step) {
        int perEpoch = Math.ceilDiv(examples.size(), batchSize);
        long key = KeyedRandom.key(seed, "data order", "epoch " + step / perEpoch);
        int from = Math.toIntExact(step % perEpoch) * batchSize;
        int to = Math.min(examples.size(), from + batchSize);
        return Arrays.stream(KeyedRandom.permutation(examples.size(), key), from, to)
                .mapToObj(examples::get)
                .toList();
    }
}
