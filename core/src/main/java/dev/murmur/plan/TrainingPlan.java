package dev.murmur.plan;

import dev.murmur.recipe.TrainingSection;
import dev.murmur.tensor.Dtype;
import dev.murmur.tensor.Threads;
import java.util.Optional;

/// A training phase, open to other ways of training.
///
/// @param dtype of what is computed; what is trained is float32 beside it
/// @param adapter numbers in the adapter that is trained, 0 where all weights are
/// @param recompute whether the backward pass computes each layer again
/// @param tokens most tokens of a micro-batch
public record TrainingPlan(
        ModelShape shape, Dtype dtype, long adapter, boolean recompute, long tokens) {
    /// Rank of the adapter that is planned where none is asked for: PEFT's examples take 8 to 64.
    public static final int ADAPTER_RANK = 16;

    private static final int FLOAT = 4;

    static TrainingPlan of(ModelShape shape, TrainingSection section, long tokens) {
        return new TrainingPlan(
                shape,
                section.computed(),
                section.tuning(0).lora().map(shape::adapter).orElse(0L),
                section.gradientCheckpointing(),
                tokens);
    }

    /// All weights, keeping what the layers make.
    public static TrainingPlan full(ModelShape shape, Dtype dtype, long tokens) {
        return new TrainingPlan(shape, dtype, 0, false, tokens);
    }

    /// An adapter on every linear layer instead, over weights in bfloat16.
    public TrainingPlan withAdapter() {
        return new TrainingPlan(
                shape, Dtype.BFLOAT16, ADAPTER_RANK * shape.adapterRank1(), recompute, tokens);
    }

    TrainingPlan recomputing() {
        return new TrainingPlan(shape, dtype, adapter, true, tokens);
    }

    public PhasePlan phase(String name) {
        return new PhasePlan(name, adapter == 0 ? ofWeights() : ofAdapter());
    }

    private MemoryUse ofWeights() {
        boolean masters = dtype != Dtype.FLOAT32;
        long copies = (masters ? dtype.bytes() : 0) * shape.parameters();
        long numbers = FLOAT * shape.parameters();
        long gradients = copies + numbers + apart(masters ? copies : numbers);
        return new MemoryUse(copies + numbers, gradients, 2 * numbers, activations(), 0);
    }

    private MemoryUse ofAdapter() {
        long numbers = FLOAT * adapter;
        return new MemoryUse(
                dtype.bytes() * shape.parameters() + numbers,
                numbers + apart(numbers),
                2 * numbers,
                activations(),
                0);
    }

    /// Gradients that lie apart until they are added up: those of micro-batches that run side by
    /// side.
    ///
    /// @param bytes of a micro-batch's
    private long apart(long bytes) {
        return Threads.runsSideBySide(shape.parameters()) ? Threads.microBatches() * bytes : 0;
    }

    private long activations() {
        int atOnce = Threads.runsSideBySide(shape.parameters()) ? Threads.microBatches() : 1;
        return atOnce
                * new Activations(shape.config())
                        .training(tokens, dtype.bytes(), adapter > 0, recompute);
    }

    /// The largest micro-batch, a power of two, with which this fits.
    ///
    /// @return empty if not even 256 tokens would
    Optional<TrainingPlan> fitting(long memory) {
        for (long fewer = Long.highestOneBit(tokens); fewer >= 256; fewer /= 2) {
            var smaller = new TrainingPlan(shape, dtype, adapter, recompute, fewer);
            if (smaller.phase("train").use().total() <= memory) {
                return Optional.of(smaller);
            }
        }
        return Optional.empty();
    }
}
