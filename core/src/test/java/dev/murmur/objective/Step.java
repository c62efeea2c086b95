package dev.murmur.objective;

import dev.murmur.model.CausalLm;
import dev.murmur.tensor.TensorScope;
import dev.murmur.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;

/// What one optimiser step would see of a batch: sums over its micro-batches.
///
/// @param gradient of all parameters, one after the other
record Step(double loss, TreeMap<String, Double> metrics, double[] gradient) {
    /// @param objective of `model`
    static <E extends TrainingExample> Step of(
            CausalLm model, Objective<E> objective, List<List<E>> microBatches) {
        Objective<E> over = objective.over(microBatches);
        double sum = 0;
        var metrics = new TreeMap<String, Double>();
        for (List<E> batch : microBatches) {
            try (var _ = new TensorScope()) {
                Evaluated evaluated = over.evaluate(batch);
                sum += evaluated.loss().sum().item_double();
                evaluated.loss().metrics().forEach((k, v) -> metrics.merge(k, v, Double::sum));
                evaluated.backward().accept(evaluated.loss().sum());
            }
        }
        return new Step(sum, metrics, gradient(model));
    }

    static <E> List<List<E>> parts(List<E> all, int size) {
        var parts = new ArrayList<List<E>>();
        for (int from = 0; from < all.size(); from += size) {
            parts.add(all.subList(from, Math.min(from + size, all.size())));
        }
        return parts;
    }

    private static double[] gradient(CausalLm model) {
        return model.parameters().all().values().stream()
                .map(Tensor::grad)
                .filter(Tensor::defined)
                .flatMapToDouble(grad -> Arrays.stream(Tensors.toDoubles(grad)))
                .toArray();
    }
}
