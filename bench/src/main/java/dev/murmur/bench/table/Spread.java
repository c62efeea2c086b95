package dev.murmur.bench.table;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/// A median and the range around it.
record Spread(double median, double least, double most) {
    static Spread of(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        double median =
                sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }

    static <T> Spread of(List<T> items, ToDoubleFunction<T> value) {
        return of(items.stream().map(value::applyAsDouble).toList());
    }

    /// As `7.1 (6.9 to 7.4)`, or the number alone where there was one round.
    String text(int decimals) {
        String number = "%." + decimals + "f";
        return least == most
                ? String.format(Locale.ROOT, number, median)
                : String.format(
                        Locale.ROOT,
                        number + " (" + number + " to " + number + ")",
                        median,
                        least,
                        most);
    }
}
