package dev.murmur.recipe;

import dev.murmur.data.DataException;
import dev.murmur.data.TokenGroup;
import dev.murmur.model.Saving;
import dev.murmur.model.Tuning;
import dev.murmur.objective.Objective;
import dev.murmur.objective.TrainingExample;
import dev.murmur.settings.Check;
import dev.murmur.settings.Default;
import dev.murmur.settings.Doc;
import dev.murmur.tensor.Dtype;
import dev.murmur.training.AdamWSettings;
import dev.murmur.training.HeldOut;
import dev.murmur.training.HeldOutMetric;
import dev.murmur.training.ObjectiveMeasure;
import dev.murmur.training.TrainingSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// How to train.
public record TrainingSection(
        @Doc("peak step size") double learningRate,
        @Doc("examples an optimiser step, over all micro-batches") int batchSize,
        @Doc("passes over the data") @Default("1") int epochs,
        @Doc("most tokens of a micro-batch; changes memory and speed, not results") @Default("2048")
                int maxTokensPerMicroBatch,
        @Doc("GB (10^9 bytes) that the run may take: micro-batches get as small as that needs")
                Optional<Double> memoryGb,
        @Doc("learning rate over the steps") @Default("{type: cosine}") ScheduleSection schedule,
        @Doc("AdamW") @Default("{}") OptimizerSection optimizer,
        @Doc("longer gradients are scaled down to this norm") @Default("1.0") double maxGradNorm,
        @Doc("optimiser steps between checkpoints; 0 is only at the end") @Default("0")
                int checkpointEvery,
        @Doc("type when saved; null is the start's, with lora or online float32")
                Optional<ModelSection.Dtype> saveDtype,
        @Doc("type to compute in; trained weights are float32 beside it") @Default("float32")
                ModelSection.Dtype dtype,
        @Doc("a LoRA adapter, trained in place of the weights") Optional<LoraSection> lora,
        @Doc("compute each layer again instead of keeping what it made: less memory")
                @Default("false")
                boolean gradientCheckpointing,
        @Doc("optimiser steps between measurements on data.eval; 0 is only at the end")
                @Default("0")
                int evaluateEvery,
        @Doc("the weights that measured best become the model, not the last")
                Optional<BestSection> best) {
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
                .require(
                        memoryGb.orElse(1.0) > 0,
                        "memory_gb",
                        memoryGb.orElse(1.0),
                        "> 0 (GB of the whole process; 2 to 16 is usual)")
                .require(maxGradNorm > 0, "max_grad_norm", maxGradNorm, "> 0 (1.0 is usual)")
                .atLeast(0, "checkpoint_every", checkpointEvery)
                .require(
                        evaluateEvery >= (best.isPresent() ? 1 : 0),
                        "evaluate_every",
                        evaluateEvery,
                        best.isPresent()
                                ? "at least 1 to know what is best"
                                : "at least 0 (none on the way)")
                .verify();
    }

    /// Checks of a recipe that what is measured on the way can be.
    ///
    /// @param eval the held-out file; empty where there is none
    /// @param measured what its kind measures on it
    void checkHeldOut(Check check, Optional<Path> eval, Set<HeldOutMetric> measured) {
        check.require(
                evaluateEvery == 0 || eval.isPresent(),
                "training.evaluate_every",
                evaluateEvery,
                "0 without data.eval (nothing is held out to measure on)");
        best.map(BestSection::metric)
                .filter(metric -> eval.isPresent() && !measured.contains(metric))
                .ifPresent(metric ->
                        check.require(
                                false,
                                "training.best.metric",
                                "'" + metric + "'",
                                "one of "
                                        + measured.stream()
                                                .sorted()
                                                .map(HeldOutMetric::toString)
                                                .collect(Collectors.joining(", "))
                                        + " for this kind"));
    }

    /// Refuses a group that alone is more than the memory allows at once; without a budget a long
    /// one gets a micro-batch of its own.
    ///
    /// @param file where the group comes from
    /// @throws DataException if it is
    void requireFits(Path file, TokenGroup group) {
        if (memoryGb.isPresent() && group.tokens() > maxTokensPerMicroBatch) {
            throw new DataException(
                    file
                            + ": '"
                            + group.id()
                            + "' has "
                            + group.tokens()
                            + " tokens with all its replies, more than the "
                            + maxTokensPerMicroBatch
                            + " that training.memory_gb "
                            + memoryGb.get()
                            + " leaves room for; raise it, or lower data.max_tokens and set"
                            + " data.overlong to drop, or set training.gradient_checkpointing");
        }
    }

    /// How the model is opened.
    ///
    /// @param seed keys what is made new
    public Tuning tuning(long seed) {
        return new Tuning(computed(), lora.map(LoraSection::config), gradientCheckpointing, seed);
    }

    /// What the model computes in, and its reference too: a log-ratio of two models in different
    /// types would begin with their rounding.
    public Dtype computed() {
        return Dtype.valueOf(dtype.name());
    }

    /// How the trained model is written. What an adapter adds is small, and so is what an iteration
    /// changes: bfloat16 would round much of either away.
    Saving saving(String card) {
        Optional<Dtype> asked = saveDtype.map(type -> Dtype.valueOf(type.name()));
        return new Saving(card, asked.or(() -> lora.map(_ -> Dtype.FLOAT32)));
    }

    /// How the model of an iteration is written, which the next goes on from: float32 unless
    /// another type is asked for.
    Saving savingIteration(String card) {
        Saving saving = saving(card);
        return new Saving(card, saving.dtype().or(() -> Optional.of(Dtype.FLOAT32)));
    }

    /// What to measure on the way.
    <E extends TrainingExample> HeldOut heldOut(Objective<E> objective, List<E> examples) {
        return new HeldOut(
                evaluateEvery,
                new ObjectiveMeasure<>(objective, examples, maxTokensPerMicroBatch),
                best.map(BestSection::keep));
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
