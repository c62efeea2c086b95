package dev.murmur.objective;

import dev.murmur.loss.LossValue;
import dev.murmur.loss.PairLogProbs;
import dev.murmur.loss.PairNumbers;
import dev.murmur.tensor.TensorScope;
import dev.murmur.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// A loss in which the pairs of an optimiser batch depend on each other, run in micro-batches.
///
/// First every log-prob of the batch is computed without gradient, and the loss of the whole batch
/// is differentiated with respect to these numbers. Then each micro-batch passes on `sum(logProb *
/// derivative)`, whose gradient is its share of the loss's gradient by the chain rule: exact
/// whatever the micro-batches, at the price of a second forward pass.
///
/// @param parts what each micro-batch is worth, by the list itself
record CoupledPairs<E extends TrainingExample>(
        PairObjective<E> objective, IdentityHashMap<List<E>, Part> parts) implements Objective<E> {
    /// A micro-batch's share.
    ///
    /// @param derivatives of the loss with respect to each pair's numbers, in the order of
    ///   [PairForward#rows]: `pairs * 4`
    /// @param value its share of the loss of the whole batch and of its metrics
    record Part(double[] derivatives, double value, Map<String, Double> metrics) {}

    /// What the policy thinks of pairs, without gradient.
    ///
    /// @param rows in the order of [PairForward#rows]
    private record Numbers(double[] rows, @Nullable PairNumbers alignment) {
        Numbers and(Numbers more) {
            return new Numbers(
                    DoubleStream.concat(Arrays.stream(rows), Arrays.stream(more.rows)).toArray(),
                    alignment == null || more.alignment == null
                            ? null
                            : alignment.and(more.alignment));
        }
    }

    static <E extends TrainingExample> CoupledPairs<E> of(
            PairObjective<E> objective, List<List<E>> microBatches) {
        List<E> all = microBatches.stream().flatMap(List::stream).toList();
        var parts = new IdentityHashMap<List<E>, Part>();
        try (var _ = new TensorScope()) {
            Numbers of = numbers(objective, microBatches);
            Tensor numbers = Tensors.doubles(of.rows()).view(-1, 4); // [pairs, 4]
            numbers.set_requires_grad(true);
            LossValue whole = objective.loss(pairs(numbers), of.alignment(), all);
            whole.sum().backward();
            double[] derivatives = Tensors.toDoubles(numbers.grad());
            int at = 0;
            for (List<E> batch : microBatches) {
                int end = at + 4 * batch.size();
                parts.put(batch, part(whole, Arrays.copyOfRange(derivatives, at, end)));
                at = end;
            }
        }
        return new CoupledPairs<>(objective, parts);
    }

    private static Part part(LossValue whole, double[] derivatives) {
        double share = derivatives.length / (4 * whole.items());
        var metrics = new LinkedHashMap<String, Double>();
        whole.metrics().forEach((name, value) -> metrics.put(name, value * share));
        return new Part(derivatives, whole.sum().item_double() * share, metrics);
    }

    private static <E extends TrainingExample> Numbers numbers(
            PairObjective<E> objective, List<List<E>> microBatches) {
        var numbers = new ArrayList<Numbers>();
        try (var _ = new NoGradGuard()) {
            for (List<E> batch : microBatches) {
                try (var _ = new TensorScope()) {
                    PairForward forward = objective.forward(batch);
                    numbers.add(
                            new Numbers(
                                    Tensors.toDoubles(forward.rows()),
                                    objective.alignment(forward)));
                }
            }
        }
        return numbers.stream().reduce(Numbers::and).orElseThrow();
    }

    private static PairLogProbs pairs(Tensor numbers) {
        return new PairLogProbs(
                numbers.select(1, 0),
                numbers.select(1, 1),
                numbers.select(1, 2),
                numbers.select(1, 3));
    }

    @Override
    public double items(E pair) {
        return objective.items(pair);
    }

    @Override
    public Evaluated evaluate(List<E> pairs) {
        Part part = parts.get(pairs);
        if (part == null) {
            throw new IllegalArgumentException(
                    "a micro-batch of " + pairs.size() + " pairs is none of this step's");
        }
        PairForward forward = objective.forward(pairs);
        Tensor numbers = forward.rows(); // [pairs, 4]
        Tensor derivatives = Tensors.like(numbers, part.derivatives()).view(-1, 4);
        Tensor linear = numbers.mul(derivatives).sum(); // []
        Tensor sum = linear.sub(linear.detach()).add(new Scalar(part.value()));
        return new Evaluated(
                new LossValue(sum, pairs.size(), part.metrics()), forward.logProbs()::backward);
    }
}
