package dev.murmur.training;

import dev.murmur.data.LazyList;
import dev.murmur.data.TokenBudget;
import dev.murmur.metrics.Progress;
import dev.murmur.metrics.RunContext;
import dev.murmur.objective.Evaluated;
import dev.murmur.objective.Objective;
import dev.murmur.objective.TrainingExample;
import dev.murmur.tensor.TensorScope;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.NoGradGuard;

/// Measures held-out examples with the objective that is trained: its loss, and of its metrics
/// those that [HeldOutMetric] names, as means over its items.
///
/// @param maxTokens tokens of one forward pass
public record ObjectiveMeasure<E extends TrainingExample>(
        Objective<E> objective, List<E> examples, int maxTokens) implements HeldOut.Measure {
    @Override
    public Map<HeldOutMetric, Double> of(RunContext context) {
        List<List<E>> batches =
                TokenBudget.packByLength(LazyList.map(examples, TrainingExample::group), maxTokens)
                        .stream()
                        .map(indices -> LazyList.pick(examples, indices))
                        .toList();
        var sums = new EnumMap<HeldOutMetric, Double>(HeldOutMetric.class);
        Objective<E> whole = objective.over(batches);
        try (var _ = new NoGradGuard();
                Progress.Task task =
                        context.progress().start("measure held-out", examples.size(), "examples")) {
            for (List<E> batch : batches) {
                add(whole, batch, sums);
                task.advance(batch.size(), "");
            }
        }
        double items = examples.stream().mapToDouble(objective::items).sum();
        sums.replaceAll((_, sum) -> sum / items);
        return sums;
    }

    private static <E extends TrainingExample> void add(
            Objective<E> objective, List<E> batch, Map<HeldOutMetric, Double> sums) {
        try (var _ = new TensorScope()) {
            Evaluated evaluated = objective.evaluate(batch);
            sums.merge(HeldOutMetric.LOSS, evaluated.loss().sum().item_double(), Double::sum);
            Map<String, Double> metrics = evaluated.loss().metrics();
            for (HeldOutMetric metric : HeldOutMetric.values()) {
                Double value = metrics.get(metric.toString());
                if (value != null) {
                    sums.merge(metric, value, Double::sum);
                }
            }
        }
    }
}
