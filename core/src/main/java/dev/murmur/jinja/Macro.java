package dev.murmur.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Binds a call's arguments to a macro's parameters and renders its body.
record Macro(
        String name, Node.Callable callable, Scope scope, Renderer renderer, Evaluator evaluator) {
    private static final String CALLER = "caller";

    Function function() {
        return new Function(name, this::call);
    }

    private Value call(Arguments arguments) {
        var inner = new Scope(scope);
        Map<String, Value> named = new LinkedHashMap<>(arguments.named());
        List<Value> positional = arguments.positional();
        List<Node.Parameter> parameters = callable.parameters();
        for (int i = 0; i < parameters.size(); i++) {
            Node.Parameter parameter = parameters.get(i);
            Value byName = named.remove(parameter.name());
            if (byName != null && i < positional.size()) {
                throw new JinjaException(
                        "macro '" + name + "' got '" + parameter.name() + "' twice");
            }
            Value value = i < positional.size() ? positional.get(i) : byName;
            inner.set(parameter.name(), value == null ? otherwise(parameter, inner) : value);
        }
        bindRest(inner, positional, named);
        return renderer.text(callable.body(), inner);
    }

    private Value otherwise(Node.Parameter parameter, Scope inner) {
        return parameter.otherwise() == null
                ? new Value.Undefined("parameter '" + parameter.name() + "' was not provided")
                : evaluator.value(parameter.otherwise(), inner);
    }

    /// `varargs`, `kwargs` and `caller`, for a body that uses them.
    private void bindRest(Scope inner, List<Value> positional, Map<String, Value> named) {
        int taken = Math.min(callable.parameters().size(), positional.size());
        List<Value> more = positional.subList(taken, positional.size());
        if (callable.names().contains(CALLER)) {
            Value caller = named.remove(CALLER);
            inner.set(CALLER, caller == null ? new Value.Undefined("No caller defined") : caller);
        }
        if (callable.names().contains("varargs")) {
            inner.set("varargs", new Sequence(more, true));
        } else if (!more.isEmpty()) {
            throw new JinjaException(
                    "macro '" + name + "' takes not more than " + taken + " argument(s)");
        }
        if (callable.names().contains("kwargs")) {
            var entries = new ArrayList<Dict.Entry>();
            named.forEach((key, value) -> entries.add(new Dict.Entry(Text.of(key), value)));
            inner.set("kwargs", new Dict(entries));
        } else if (!named.isEmpty()) {
            throw new JinjaException(
                    "macro '"
                            + name
                            + "' takes no keyword argument '"
                            + named.keySet().iterator().next()
                            + "'");
        }
    }
}
