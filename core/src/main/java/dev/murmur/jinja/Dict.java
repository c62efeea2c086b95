package dev.murmur.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A dictionary in order of insertion; it cannot be changed. Numbers that are equal are one key, as
/// in Python.
final class Dict implements Value {
    private final Map<Value, Entry> entries = new LinkedHashMap<>(); // by plain key
    private final Extent extent;

    record Entry(Value key, Value value) {}

    Dict(List<Entry> entries) {
        var parts = new ArrayList<Value>();
        for (Entry entry : entries) {
            Value plain = Comparison.key(entry.key());
            Entry old = this.entries.get(plain);
            this.entries.put(plain, old == null ? entry : new Entry(old.key(), entry.value()));
            parts.add(entry.key());
            parts.add(entry.value());
        }
        this.extent = Extent.of(parts);
    }

    @Nullable Value get(Value key) {
        Entry entry = entries.get(Comparison.key(key));
        return entry == null ? null : entry.value();
    }

    List<Value> keys() {
        return entries.values().stream().map(Entry::key).toList();
    }

    List<Value> values() {
        return entries.values().stream().map(Entry::value).toList();
    }

    List<Entry> entries() {
        return List.copyOf(entries.values());
    }

    /// (key, value) tuples.
    List<Value> items() {
        return entries.values().stream()
                .<Value>map(each -> new Sequence(List.of(each.key(), each.value()), true))
                .toList();
    }

    @Override
    public int length() {
        return entries.size();
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
        return "dict";
    }

    @Override
    public boolean isTrue() {
        return !entries.isEmpty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Dict dict && Comparison.sameEntries(this, dict);
    }

    @Override
    public int hashCode() {
        return entries.keySet().hashCode();
    }
}
