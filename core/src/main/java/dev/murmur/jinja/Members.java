package dev.murmur.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `value.name`, `value[key]` and `value[begin:end:step]`.
final class Members {
    private static final Set<String> CHANGING =
            Set.of(
                    "append",
                    "clear",
                    "extend",
                    "insert",
                    "pop",
                    "popitem",
                    "remove",
                    "reverse",
                    "setdefault",
                    "sort",
                    "update");

    private final Budget budget;
    private final TextMethods texts;

    Members(Budget budget) {
        this.budget = budget;
        this.texts = new TextMethods(budget);
    }

    /// An attribute first, then an item.
    Value attribute(Value of, String name) {
        Value own = own(of, name);
        if (own != null) {
            return own;
        }
        return of instanceof Dict dict ? entry(dict, Text.of(name)) : none(of, name);
    }

    /// An item first, then an attribute.
    Value item(Value of, Value key) {
        return switch (of) {
            case Value.Undefined undefined -> throw undefined.error();
            case Dict dict -> {
                Value found = dict.get(key);
                Value own = found == null && key instanceof Text t ? own(dict, t.string()) : found;
                yield own == null ? entry(dict, key) : own;
            }
            case Sequence list when isIndex(key) -> {
                int index = index(key, list.length());
                yield index < 0 ? none(of, "") : list.items().get(index);
            }
            case Text text when isIndex(key) -> {
                int index = index(key, text.length());
                yield index < 0 ? none(of, "") : character(text, index);
            }
            default -> key instanceof Text name ? attribute(of, name.string()) : none(of, "");
        };
    }

    private @Nullable Value own(Value of, String name) {
        if (of instanceof Value.Undefined undefined) {
            throw undefined.error();
        }
        if (name.startsWith("__")) {
            throw new JinjaException(
                    "access to attribute '" + name + "' of '" + of.type() + "' is unsafe");
        }
        return switch (of) {
            case Text text -> texts.find(text, name);
            case Dict dict -> unlessChanging(of, name, DictMethods.find(dict, name));
            case Sequence list -> unlessChanging(of, name, ListMethods.find(list, name, budget));
            case Namespace namespace -> namespace.get(name);
            case LoopState loop -> loop.get(name);
            default -> null;
        };
    }

    private static @Nullable Value unlessChanging(Value of, String name, @Nullable Value method) {
        boolean changing =
                CHANGING.contains(name) && !(of instanceof Dict dict && hasKey(dict, name));
        if (method == null && changing) {
            return new Function(
                    name,
                    _ -> {
                        throw new JinjaException(
                                "a template may not change a " + of.type() + " ('" + name + "')");
                    });
        }
        return method;
    }

    private static boolean hasKey(Dict dict, String name) {
        return dict.get(Text.of(name)) != null;
    }

    private Value entry(Dict dict, Value key) {
        Value value = dict.get(key);
        return value == null ? none(dict, Repr.string(key, budget).string()) : value;
    }

    private static Value none(Value of, String name) {
        return new Value.Undefined(
                name.isEmpty()
                        ? "the " + of.type() + " has no such element"
                        : "'" + of.type() + " object' has no attribute '" + name + "'");
    }

    private static boolean isIndex(Value key) {
        return key instanceof Value.Int || key instanceof Value.Bool;
    }

    /// From 0, or negative if there is no such element.
    private static int index(Value key, int length) {
        long index = Comparison.whole(key);
        long fromZero = index < 0 ? index + length : index;
        return fromZero < 0 || fromZero >= length ? -1 : (int) fromZero;
    }

    private static Text character(Text text, int index) {
        int begin = text.offset(index);
        return text.part(begin, begin + Character.charCount(text.string().codePointAt(begin)));
    }

    Value slice(Value of, Value begin, Value end, Value step) {
        return switch (of) {
            case Text text -> {
                Range range = Range.of(begin, end, step, text.length());
                yield range.step() == 1
                        ? text.part(text.offset(range.begin()), text.offset(range.stop()))
                        : pick(text, range);
            }
            case Sequence list -> {
                Range range = Range.of(begin, end, step, list.length());
                List<Value> picked = new ArrayList<>();
                for (int i : range.indices()) {
                    picked.add(list.items().get(i));
                }
                yield new Sequence(picked, list.isTuple());
            }
            default -> throw Comparison.undefinedOr(of, of, "a " + of.type() + " has no slices");
        };
    }

    private Text pick(Text text, Range range) {
        TextBuilder picked = budget.text();
        int[] offsets = new int[text.length() + 1];
        for (int i = 0, at = 0; i < text.length(); i++) {
            at += Character.charCount(text.string().codePointAt(at));
            offsets[i + 1] = at;
        }
        for (int i : range.indices()) {
            picked.add(text, offsets[i], offsets[i + 1]);
        }
        return picked.toText();
    }

    /// A slice's bounds within a length, as Python computes them.
    private record Range(int begin, int end, long step) {
        private static final long FAR = 1L << 32; // beyond any length

        static Range of(Value begin, Value end, Value step, int length) {
            long by = step.isNone() ? 1 : Comparison.whole(step);
            by = Math.clamp(by, -FAR, FAR);
            if (by == 0) {
                throw new JinjaException("a slice's step is 0");
            }
            int low = by > 0 ? 0 : -1;
            int high = by > 0 ? length : length - 1;
            return new Range(
                    bound(begin, by > 0 ? low : high, length, low, high),
                    bound(end, by > 0 ? high : low, length, low, high),
                    by);
        }

        private static int bound(Value bound, int otherwise, int length, int low, int high) {
            if (bound.isNone()) {
                return otherwise;
            }
            long at = Comparison.whole(bound);
            return (int) Math.clamp(at < 0 ? at + length : at, (long) low, (long) high);
        }

        /// The end, at least the begin.
        int stop() {
            return Math.max(begin, end);
        }

        int[] indices() {
            return java.util.stream.LongStream.iterate(
                            begin, i -> step > 0 ? i < end : i > end, i -> Math.addExact(i, step))
                    .mapToInt(Math::toIntExact)
                    .toArray();
        }
    }
}
