package dev.murmur.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Plain Java data as a template's values.
public final class Values {
    static final Value.None NONE = new Value.None();
    static final Value.Bool TRUE = new Value.Bool(true);
    static final Value.Bool FALSE = new Value.Bool(false);

    private Values() {}

    /// The template's own text where strings are concerned: names, settings.
    ///
    /// @param data null, a string, number, boolean, list or map of such
    public static Value of(@Nullable Object data) {
        return of(data, (byte) 0);
    }

    /// What somebody else wrote: every string is marked [Text#WRITTEN].
    public static Value written(@Nullable Object data) {
        return of(data, Text.WRITTEN);
    }

    /// A dictionary of values, in the map's order.
    public static Value dict(Map<String, ? extends Value> entries) {
        var all = new ArrayList<Dict.Entry>();
        entries.forEach((key, value) -> all.add(new Dict.Entry(Text.of(key), value)));
        return new Dict(all);
    }

    private static Value of(@Nullable Object data, byte mark) {
        return switch (data) {
            case null -> Values.NONE;
            case Value value -> value;
            case String string -> Text.of(string, mark);
            case Boolean bool -> Value.of(bool.booleanValue());
            case Integer number -> Value.of(number.longValue());
            case Long number -> Value.of(number.longValue());
            case Number number -> new Value.Real(number.doubleValue());
            case List<?> list -> Value.list(list.stream().map(item -> of(item, mark)).toList());
            case Map<?, ?> map -> {
                var entries = new ArrayList<Dict.Entry>();
                map.forEach((k, v) -> entries.add(new Dict.Entry(of(k, mark), of(v, mark))));
                yield new Dict(entries);
            }
            default ->
                    throw new IllegalArgumentException(
                            "a template has no value for " + data.getClass());
        };
    }
}
