package dev.murmur.jinja;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// Filters on lists as a whole.
final class ListFilters {
    static final Map<String, Filters.Filter> TABLE =
            Map.ofEntries(
                    Map.entry("length", ListFilters::length),
                    Map.entry("count", ListFilters::length),
                    Map.entry("list", ListFilters::list),
                    Map.entry("first", ListFilters::first),
                    Map.entry("last", ListFilters::last),
                    Map.entry("reverse", ListFilters::reverse),
                    Map.entry("join", ListFilters::join),
                    Map.entry("items", ListFilters::items),
                    Map.entry("dictsort", ListFilters::dictSort),
                    Map.entry("sort", ListFilters::sort),
                    Map.entry("unique", ListFilters::unique),
                    Map.entry("min", ListFilters::smallest),
                    Map.entry("max", ListFilters::largest),
                    Map.entry("sum", ListFilters::sum),
                    Map.entry("batch", ListFilters::batch));

    private ListFilters() {}

    private static Value length(Run run, Value value, Arguments arguments) {
        arguments.accept("length");
        return switch (value) {
            case Text _, Sequence _, Dict _, Value.Undefined _, LoopState _ ->
                    Value.of(value.length());
            default -> throw new JinjaException("a " + value.type() + " has no length");
        };
    }

    private static Value list(Run run, Value value, Arguments arguments) {
        arguments.accept("list");
        return Value.list(run.items(value));
    }

    private static Value first(Run run, Value value, Arguments arguments) {
        arguments.accept("first");
        List<Value> items = run.items(value);
        return items.isEmpty() ? none("first") : items.getFirst();
    }

    private static Value last(Run run, Value value, Arguments arguments) {
        arguments.accept("last");
        List<Value> items = run.items(value);
        return items.isEmpty() ? none("last") : items.getLast();
    }

    private static Value none(String which) {
        return new Value.Undefined("No " + which + " item, sequence was empty.");
    }

    private static Value reverse(Run run, Value value, Arguments arguments) {
        arguments.accept("reverse");
        return value instanceof Text
                ? run.members().slice(value, Values.NONE, Values.NONE, Value.of(-1))
                : Value.list(run.items(value).reversed());
    }

    private static Value join(Run run, Value value, Arguments arguments) {
        Arguments given = arguments.accept("join", "d", "attribute");
        Text separator = run.string(given.get("d", Text.EMPTY));
        TextBuilder all = run.budget().text();
        boolean first = true;
        for (Value item : attributes(run, value, given)) {
            all.add(first ? Text.EMPTY : separator).add(run.string(item));
            first = false;
        }
        return all.toText();
    }

    private static Value items(Run run, Value value, Arguments arguments) {
        arguments.accept("items");
        return switch (value) {
            case Value.Undefined _ -> Value.list(List.of());
            case Dict dict -> Value.list(dict.items());
            default -> throw new JinjaException("items needs a dict, got " + value.type());
        };
    }

    private static Value dictSort(Run run, Value value, Arguments arguments) {
        Arguments given = arguments.accept("dictsort", "case_sensitive", "by", "reverse");
        if (!(value instanceof Dict dict)) {
            throw new JinjaException("dictsort needs a dict, got " + value.type());
        }
        String by = run.string(given.get("by", Text.of("key"))).string();
        if (!by.equals("key") && !by.equals("value")) {
            throw new JinjaException("dictsort sorts by key or value, not '" + by + "'");
        }
        int part = by.equals("key") ? 0 : 1;
        return sorted(run, dict.items(), given, pair -> ((Sequence) pair).items().get(part));
    }

    private static Value sort(Run run, Value value, Arguments arguments) {
        Arguments given = arguments.accept("sort", "reverse", "case_sensitive", "attribute");
        return sorted(
                run, run.items(value), given, item -> SelectFilters.attribute(run, item, given));
    }

    private static Value sorted(
            Run run,
            List<Value> items,
            Arguments given,
            java.util.function.UnaryOperator<Value> key) {
        record Keyed(Value key, Value item) {}
        Comparator<Keyed> order =
                (a, b) -> {
                    run.budget().spend(1 + Math.min(a.key.weight(), b.key.weight()) / 16);
                    return Comparison.compare("<", a.key, b.key);
                };
        List<Keyed> keyed = new ArrayList<>();
        for (Value item : items) {
            keyed.add(new Keyed(folded(run, key.apply(item), given), item));
        }
        keyed.sort(given.get("reverse", Values.FALSE).isTrue() ? order.reversed() : order);
        return Value.list(keyed.stream().map(Keyed::item).toList());
    }

    /// Letters are the same in both cases, unless `case_sensitive` says otherwise.
    private static Value folded(Run run, Value value, Arguments given) {
        boolean folds = !given.get("case_sensitive", Values.FALSE).isTrue();
        return folds && value instanceof Text text ? LetterCase.lower(text, run.budget()) : value;
    }

    private static Value unique(Run run, Value value, Arguments arguments) {
        Arguments given = arguments.accept("unique", "case_sensitive", "attribute");
        var seen = new java.util.HashSet<Value>();
        var unique = new ArrayList<Value>();
        for (Value item : run.items(value)) {
            run.budget().spend(1 + item.weight() / 16);
            Value key = folded(run, SelectFilters.attribute(run, item, given), given);
            if (seen.add(Comparison.key(key))) {
                unique.add(item);
            }
        }
        return Value.list(unique);
    }

    private static Value smallest(Run run, Value value, Arguments arguments) {
        return extreme(run, value, arguments, -1);
    }

    private static Value largest(Run run, Value value, Arguments arguments) {
        return extreme(run, value, arguments, 1);
    }

    private static Value extreme(Run run, Value value, Arguments arguments, int sign) {
        Arguments given = arguments.accept("min and max", "case_sensitive", "attribute");
        Value best = none("item");
        Value bestKey = best;
        for (Value item : run.items(value)) {
            Value key = folded(run, SelectFilters.attribute(run, item, given), given);
            run.budget().spend(1 + key.weight() / 16);
            if (bestKey instanceof Value.Undefined
                    || Comparison.compare("<", key, bestKey) * sign > 0) {
                best = item;
                bestKey = key;
            }
        }
        return best;
    }

    private static Value sum(Run run, Value value, Arguments arguments) {
        Arguments given = arguments.accept("sum", "attribute", "start");
        var arithmetic = new Arithmetic(run.budget());
        Value sum = given.get("start", Value.of(0));
        for (Value item : attributes(run, value, given)) {
            sum = run.budget().pay(arithmetic.apply("+", sum, item));
        }
        return sum;
    }

    private static Value batch(Run run, Value value, Arguments arguments) {
        Arguments given = arguments.accept("batch", "linecount", "fill_with");
        long size = Comparison.whole(given.require("batch", "linecount"));
        Value fill = given.get("fill_with", Values.NONE);
        run.budget().requireLength(size);
        if (size < 1) {
            throw new JinjaException("batch needs a size of at least 1, got " + size);
        }
        List<Value> items = run.items(value);
        var batches = new ArrayList<Value>();
        for (int i = 0; i < items.size(); i += (int) size) {
            var batch = new ArrayList<>(items.subList(i, (int) Math.min(i + size, items.size())));
            while (!fill.isNone() && batch.size() < size) {
                batch.add(fill);
            }
            batches.add(Value.list(batch));
        }
        return Value.list(batches);
    }

    private static List<Value> attributes(Run run, Value value, Arguments given) {
        return run.items(value).stream()
                .map(item -> SelectFilters.attribute(run, item, given))
                .toList();
    }
}
