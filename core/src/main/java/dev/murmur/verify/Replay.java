package dev.murmur.verify;

import dev.murmur.model.TrainableModel;
import dev.murmur.objective.Evaluated;
import dev.murmur.objective.Objective;
import dev.murmur.objective.TrainingExample;
import dev.murmur.tensor.TensorScope;
import dev.murmur.training.AdamW;
import dev.murmur.training.Gradients;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.pytorch.Scalar;

/// Takes the optimiser steps that TRL took, by our objectives, clipping, schedule and AdamW. Unlike
/// [dev.murmur.training.Trainer] it divides as TRL does and takes rows in the file's order.
///
/// @param mean what a step's loss is divided by
record Replay(ReplaySettings settings, Mean mean) {
    /// What the sum over items is divided by.
    enum Mean {
        /// Each micro-batch by its own items, then by the number of micro-batches.
        OF_MICRO_BATCHES,
        /// By the items of the whole step, as the trainer here does.
        OF_STEP
    }

    /// @return of each step `loss`, `grad_norm` before clipping, and means of the objective's
    ///   metrics
    <E extends TrainingExample> List<Map<String, Double>> run(
            TrainableModel model, Objective<E> objective, List<E> rows) {
        var numbers = new ArrayList<Map<String, Double>>();
        var weights = model.parameters().masters().values();
        try (AdamW optimizer = new AdamW(settings.adamW(), model.parameters().masters())) {
            for (int step = 0; step < settings.steps(); step++) {
                Map<String, Double> means =
                        accumulate(objective, settings.microBatches(rows, step));
                means.put("grad_norm", Gradients.clipNorm(weights, settings.maxGradNorm()));
                optimizer.step(settings.learningRate(step));
                numbers.add(means);
            }
        }
        return numbers;
    }

    private <E extends TrainingExample> Map<String, Double> accumulate(
            Objective<E> objective, List<List<E>> microBatches) {
        var means = new TreeMap<String, Double>();
        double all = microBatches.stream().mapToDouble(batch -> items(objective, batch)).sum();
        for (List<E> batch : microBatches) {
            double divisor =
                    switch (mean) {
                        case OF_MICRO_BATCHES -> items(objective, batch) * microBatches.size();
                        case OF_STEP -> all;
                    };
            try (var _ = new TensorScope()) {
                Evaluated evaluated = objective.evaluate(batch);
                means.merge("loss", evaluated.loss().sum().item_double() / divisor, Double::sum);
                evaluated
                        .loss()
                        .metrics()
                        .forEach((key, value) -> means.merge(key, value / divisor, Double::sum));
                evaluated.backward().accept(evaluated.loss().sum().mul(new Scalar(1 / divisor)));
            }
        }
        return means;
    }

    private static <E extends TrainingExample> double items(Objective<E> objective, List<E> batch) {
        return batch.stream().mapToDouble(objective::items).sum();
    }
}
