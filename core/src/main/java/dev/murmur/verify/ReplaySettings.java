package dev.murmur.verify;

import dev.murmur.training.AdamWSettings;
import dev.murmur.training.LrSchedule;
import java.util.List;
import java.util.stream.IntStream;

/// How TRL trained, by the names of its configuration.
///
/// @param rows of a micro-batch
/// @param microBatches of an optimiser step
/// @param steps of the run
/// @param learningRate at its peak
/// @param maxGradNorm gradients were scaled down to this Euclidean norm
record ReplaySettings(
        int rows,
        int microBatches,
        int steps,
        double learningRate,
        LrSchedule schedule,
        AdamWSettings adamW,
        double maxGradNorm) {

    /// @throws dev.murmur.data.DataException if one is missing or is none that can be replayed
    static ReplaySettings of(Field settings) {
        Field schedule = settings.at("lr_scheduler_type");
        schedule.require(schedule.node().asText().equals("linear"), "linear");
        return new ReplaySettings(
                settings.at("per_device_train_batch_size").positive(),
                settings.at("gradient_accumulation_steps").positive(),
                settings.at("max_steps").positive(),
                settings.at("learning_rate").number(),
                new LrSchedule.Linear(settings.at("warmup_steps").integer()),
                new AdamWSettings(
                        settings.at("adam_beta1").number(),
                        settings.at("adam_beta2").number(),
                        settings.at("adam_epsilon").number(),
                        settings.at("weight_decay").number()),
                settings.at("max_grad_norm").number());
    }

    double learningRate(int step) {
        return learningRate * schedule.at(step, steps);
    }

    /// The micro-batches of a step: rows in the file's order, and again from its start.
    <E> List<List<E>> microBatches(List<E> all, int step) {
        return IntStream.range(step * microBatches, (step + 1) * microBatches)
                .mapToObj(batch ->
                        IntStream.range(batch * rows, (batch + 1) * rows)
                                .mapToObj(row -> all.get(row % all.size()))
                                .toList())
                .toList();
    }
}
