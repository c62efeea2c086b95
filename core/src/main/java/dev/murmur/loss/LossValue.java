package dev.murmur.loss;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/// A loss over a micro-batch. Everything is a **sum over items**, so that micro-batches add up to
/// the batch whatever their sizes; the trainer divides once by the number of items of the whole
/// batch.
///
/// @param sum the loss summed over its items, a scalar with gradient: `[]`
/// @param items how many items (pairs, groups, weighted tokens) the sum runs over
/// @param metrics name to sum over items of a number without gradient, in the order to be written
public record LossValue(Tensor sum, double items, Map<String, Double> metrics) {
    public LossValue {
        metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
    }
}
