package dev.murmur.jinja;

import java.time.Clock;

/// What filters, tests and global functions have at hand during one rendering.
record Run(Budget budget, Clock clock, Members members) {
    static Run of(Limits limits, Clock clock) {
        var budget = new Budget(limits);
        return new Run(budget, clock, new Members(budget));
    }

    Text string(Value value) {
        return Repr.string(value, budget);
    }

    java.util.List<Value> items(Value value) {
        return Iteration.items(value, budget);
    }

    boolean same(Value left, Value right) {
        return Comparison.holds("==", left, right, budget);
    }
}
