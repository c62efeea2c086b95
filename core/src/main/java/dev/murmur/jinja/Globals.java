package dev.murmur.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The functions every template has.
final class Globals {
    private static final int MAX_RANGE = 100_000; // Jinja's sandbox

    private Globals() {}

    static Map<String, Value> of(Run run) {
        return Map.of(
                "range", new Function("range", Globals::range),
                "dict", new Function("dict", Globals::dict),
                "namespace", new Function("namespace", Globals::namespace),
                "raise_exception", new Function("raise_exception", args -> raise(run, args)),
                "strftime_now", new Function("strftime_now", args -> now(run, args)));
    }

    private static Value range(Arguments arguments) {
        List<Value> given = arguments.positional();
        if (given.isEmpty() || given.size() > 3 || !arguments.named().isEmpty()) {
            throw new JinjaException("range takes 1 to 3 numbers, got " + given.size());
        }
        long first = Comparison.whole(given.getFirst());
        long begin = given.size() == 1 ? 0 : first;
        long end = given.size() == 1 ? first : Comparison.whole(given.get(1));
        long step = given.size() == 3 ? Comparison.whole(given.get(2)) : 1;
        if (step == 0) {
            throw new JinjaException("range's step is 0");
        }
        var numbers = new ArrayList<Value>();
        for (long i = begin; step > 0 ? i < end : i > end; i += step) {
            if (numbers.size() == MAX_RANGE) {
                throw new JinjaException("range is longer than " + MAX_RANGE);
            }
            numbers.add(Value.of(i));
            if (step > 0 ? i > Long.MAX_VALUE - step : i < Long.MIN_VALUE - step) {
                break;
            }
        }
        return Value.list(numbers);
    }

    private static Value dict(Arguments arguments) {
        return new Dict(entries("dict", arguments));
    }

    private static Value namespace(Arguments arguments) {
        var members = new java.util.LinkedHashMap<String, Value>();
        for (Dict.Entry entry : entries("namespace", arguments)) {
            members.put(TextMethods.text("namespace", entry.key()).string(), entry.value());
        }
        return new Namespace(members);
    }

    private static List<Dict.Entry> entries(String function, Arguments arguments) {
        var entries = new ArrayList<Dict.Entry>();
        for (Value value : arguments.positional()) {
            if (!(value instanceof Dict dict)) {
                throw new JinjaException(function + " needs a dict, got " + value.type());
            }
            entries.addAll(dict.entries());
        }
        arguments.named().forEach((k, v) -> entries.add(new Dict.Entry(Text.of(k), v)));
        return entries;
    }

    private static Value raise(Run run, Arguments arguments) {
        Value message =
                arguments
                        .accept("raise_exception", "message")
                        .require("raise_exception", "message");
        throw JinjaException.raised(run.string(message).string());
    }

    private static Value now(Run run, Arguments arguments) {
        Value format = arguments.accept("strftime_now", "format").require("strftime_now", "format");
        return Text.of(
                TimeFormat.format(TextMethods.text("strftime_now", format).string(), run.clock()));
    }
}
