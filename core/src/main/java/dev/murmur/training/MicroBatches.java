package dev.murmur.training;

import dev.murmur.data.TokenBudget;
import dev.murmur.data.TokenGroup;
import dev.murmur.model.TrainableModel;
import dev.murmur.nn.WeightGradients;
import dev.murmur.objective.Evaluated;
import dev.murmur.objective.Objective;
import dev.murmur.objective.TrainingExample;
import dev.murmur.tensor.TensorScope;
import dev.murmur.tensor.Threads;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.bytedeco.pytorch.Scalar;

/// Gradients of a batch, computed in micro-batches: with models that are not large several side by
/// side, each with gradients of its own, which are added up in order, so that the sums do not
/// depend on the number of cores.
///
/// @param maxTokens most tokens of a micro-batch; a group longer than that has one of its own
/// @param workers how many at a time with a model whose batches run side by side; it changes
///   nothing but the time. Their number is a multiple of what runs side by side at most, whatever
///   the cores, so that few of these wait at the end
record MicroBatches<E extends TrainingExample>(
        TrainableModel model, Objective<E> objective, int maxTokens, int workers) {
    /// Micro-batches are not made smaller than this on average to have several: what is done once a
    /// micro-batch would outweigh what running side by side gains.
    private static final int LEAST_TOKENS = 256;

    /// With as many at a time as there are cores for.
    MicroBatches(TrainableModel model, Objective<E> objective, int maxTokens) {
        this(model, objective, maxTokens, Threads.microBatches());
    }

    /// What a micro-batch added.
    ///
    /// @param loss summed over its items
    /// @param metrics likewise
    private record Share(double loss, Map<String, Double> metrics) {}

    /// A micro-batch's share, its gradients not added yet.
    private record Apart(Share share, WeightGradients gradients) {}

    /// Adds up gradients of the mean loss over a batch.
    ///
    /// @param items of the batch
    /// @return means over the items, the loss among them; after a loss that is not finite there are
    ///   no further gradients
    Map<String, Double> accumulate(List<E> batch, double items) {
        List<List<E>> all = split(batch);
        Objective<E> ofStep = objective.over(all);
        Function<List<E>, Share> run = examples -> run(ofStep, examples, items);
        var means = new TreeMap<String, Double>();
        Consumer<Share> add =
                share -> {
                    model.parameters().collectGradients();
                    means.merge("loss", share.loss() / items, Double::sum);
                    share.metrics()
                            .forEach((key, value) -> means.merge(key, value / items, Double::sum));
                };
        if (all.size() == 1 || !model.runsSideBySide()) {
            for (List<E> examples : all) {
                if (isFinite(means)) {
                    add.accept(run.apply(examples));
                }
            }
            return means;
        }
        Threads.map(
                all,
                workers,
                examples -> {
                    var gradients = new WeightGradients();
                    return new Apart(gradients.collect(() -> run.apply(examples)), gradients);
                },
                apart -> {
                    try (WeightGradients gradients = apart.gradients()) {
                        if (isFinite(means)) {
                            gradients.addToWeights();
                            add.accept(apart.share());
                        }
                    }
                });
        return means;
    }

    private static boolean isFinite(Map<String, Double> means) {
        return Double.isFinite(means.getOrDefault("loss", 0.0));
    }

    private List<List<E>> split(List<E> batch) {
        List<TokenGroup> groups = batch.stream().map(TrainingExample::group).toList();
        List<int[]> packed =
                model.runsSideBySide()
                        ? TokenBudget.packEvenly(
                                groups, maxTokens, Threads.MICRO_BATCHES, LEAST_TOKENS)
                        : TokenBudget.pack(groups, maxTokens);
        return packed.stream()
                .map(indices -> Arrays.stream(indices).mapToObj(batch::get).toList())
                .toList();
    }

    private Share run(Objective<E> ofStep, List<E> examples, double items) {
        try (var _ = new TensorScope()) {
            Evaluated evaluated = ofStep.evaluate(examples);
            double loss = evaluated.loss().sum().item_double();
            if (Double.isFinite(loss)) {
                evaluated.backward().accept(evaluated.loss().sum().mul(new Scalar(1 / items)));
            }
            return new Share(loss, evaluated.loss().metrics());
        }
    }
}
