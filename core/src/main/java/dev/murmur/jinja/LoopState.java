package dev.murmur.jinja;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The variable `loop` inside a `for`.
final class LoopState implements Value {
    private final List<Value> items;
    private final int level;
    private final @Nullable Function recursion;
    private int index;
    private @Nullable Value changed;

    /// @param level 0 outside of recursion
    /// @param recursion what calling `loop(..)` does, where the loop is recursive
    LoopState(List<Value> items, int level, @Nullable Function recursion) {
        this.items = items;
        this.level = level;
        this.recursion = recursion;
    }

    void moveTo(int newIndex) {
        index = newIndex;
    }

    Value get(String name) {
        int size = items.size();
        return switch (name) {
            case "index" -> Value.of(index + 1);
            case "index0" -> Value.of(index);
            case "revindex" -> Value.of(size - index);
            case "revindex0" -> Value.of(size - index - 1);
            case "first" -> Value.of(index == 0);
            case "last" -> Value.of(index == size - 1);
            case "length" -> Value.of(size);
            case "depth" -> Value.of(level + 1);
            case "depth0" -> Value.of(level);
            case "previtem" -> item(index - 1, "there is no previous item");
            case "nextitem" -> item(index + 1, "there is no next item");
            case "cycle" -> new Function("cycle", this::cycle);
            case "changed" -> new Function("changed", this::changed);
            default -> new Undefined("'loop' has no attribute '" + name + "'");
        };
    }

    Value call(Arguments arguments) {
        if (recursion == null) {
            throw new JinjaException("loop(..) needs a loop marked 'recursive'");
        }
        return recursion.call(arguments);
    }

    private Value item(int wanted, String otherwise) {
        return wanted < 0 || wanted >= items.size() ? new Undefined(otherwise) : items.get(wanted);
    }

    private Value cycle(Arguments arguments) {
        if (arguments.positional().isEmpty()) {
            throw new JinjaException("loop.cycle needs something to cycle through");
        }
        return arguments.positional().get(index % arguments.positional().size());
    }

    private Value changed(Arguments arguments) {
        var now = new Sequence(arguments.positional(), true);
        boolean same = changed != null && Comparison.same(changed, now);
        changed = now;
        return Value.of(!same);
    }

    @Override
    public String type() {
        return "LoopContext";
    }

    @Override
    public boolean isTrue() {
        return true;
    }

    @Override
    public int length() {
        return items.size();
    }
}
