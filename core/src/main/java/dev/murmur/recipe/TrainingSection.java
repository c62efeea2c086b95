package dev.murmur.recipe;

import dev.murmur.model.Saving;
import dev.murmur.settings.Check;
import dev.murmur.settings.Default;
import dev.murmur.settings.Doc;
import dev.murmur.training.AdamWSettings;
import dev.murmur.training.TrainingSettings;
import java.util.Optional;

/// How to train.
public record TrainingSection(
        @Doc("peak step size") double learningRate,
        @Doc("examples an optimiser step, over all micro-batches") int batchSize,
        @Doc("passes over the data") @Default("1") int epochs,
        @Doc("most tokens computed at once; changes memory and speed, not results") @Default("8192")
                int maxTokensPerMicroBatch,
        @Doc("learning rate over the steps") @Default("{type: cosine}") ScheduleSection schedule,
        @Doc("AdamW") @Default("{}") OptimizerSection optimizer,
        @Doc("longer gradients are scaled down to this norm") @Default("1.0") double maxGradNorm,
        @Doc("optimiser steps between checkpoints; 0 is only at the end") @Default("0")
                int checkpointEvery,
        @Doc("type of the saved weights; null keeps that of the start")
                Optional<ModelSection.Dtype> saveDtype) {
    public TrainingSection {
        new Check()
                .require(
                        learningRate > 0 && learningRate < 1,
                        "learning_rate",
                        learningRate,
                        "in (0, 1) (1e-7 to 1e-3 is usual)")
                .atLeast(1, "batch_size", batchSize)
                .atLeast(1, "epochs", epochs)
                .atLeast(1, "max_tokens_per_micro_batch", maxTokensPerMicroBatch)
                .require(maxGradNorm > 0, "max_grad_norm", maxGradNorm, "> 0 (1.0 is usual)")
                .atLeast(0, "checkpoint_every", checkpointEvery)
                .verify();
    }

    /// How the trained model is written.
    Saving saving(String card) {
        return new Saving(
                card, saveDtype.map(dtype -> dev.murmur.tensor.Dtype.valueOf(dtype.name())));
    }

    /// What the trainer takes.
    ///
    /// @param examples how many there are to learn from: fixes how many steps warm up
    TrainingSettings settings(int examples, long seed) {
        return new TrainingSettings(
                learningRate,
                schedule.over(TrainingSettings.steps(examples, batchSize, epochs)),
                new AdamWSettings(
                        optimizer.beta1(),
                        optimizer.beta2(),
                        optimizer.eps(),
                        optimizer.weightDecay()),
                maxGradNorm,
                batchSize,
                epochs,
                maxTokensPerMicroBatch,
                checkpointEvery,
                seed);
    }
}
