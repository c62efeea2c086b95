package dev.murmur.training;

/// How a model is trained.
///
/// @param learningRate peak
/// @param schedule of the learning rate over all steps
/// @param adamW constants of the optimiser
/// @param maxGradNorm gradients are scaled down to this Euclidean norm
/// @param batchSize examples of one optimiser step
/// @param epochs passes over the data
/// @param maxTokens tokens of one forward pass; a batch is split into as many micro-batches as
///   needed, exactly
/// @param checkpointEvery optimiser steps between checkpoints, 0 for none
/// @param seed keys the order of the data
public record TrainingSettings(
        double learningRate,
        LrSchedule schedule,
        AdamWSettings adamW,
        double maxGradNorm,
        int batchSize,
        int epochs,
        int maxTokens,
        int checkpointEvery,
        long seed) {

    /// Optimiser steps over a data set; the last batch of an epoch may be smaller.
    public static long steps(int examples, int batchSize, int epochs) {
        return (long) epochs * Math.ceilDiv(examples, batchSize);
    }
}
