package dev.murmur.jinja;

import java.util.List;

/// A list or a tuple; neither can be changed.
final class Sequence implements Value {
    private final List<Value> items;
    private final boolean tuple;
    private final Extent extent;

    Sequence(List<? extends Value> items, boolean tuple) {
        this.items = List.copyOf(items);
        this.tuple = tuple;
        this.extent = Extent.of(this.items);
    }

    List<Value> items() {
        return items;
    }

    boolean isTuple() {
        return tuple;
    }

    @Override
    public int length() {
        return items.size();
    }

    @Override
    public long weight() {
        return extent.weight();
    }

    @Override
    public int depth() {
        return extent.depth();
    }

    @Override
    public String type() {
        return tuple ? "tuple" : "list";
    }

    @Override
    public boolean isTrue() {
        return !items.isEmpty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Sequence list && Comparison.sameItems(this, list);
    }

    @Override
    public int hashCode() {
        return items.hashCode();
    }
}
