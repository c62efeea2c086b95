package dev.murmur.jinja;

/// Something a template can call: a macro, a method of a value, a global function.
final class Function implements Value {
    private final String name;
    private final Body body;

    Function(String name, Body body) {
        this.name = name;
        this.body = body;
    }

    /// What a call does.
    @FunctionalInterface
    interface Body {
        Value call(Arguments arguments);
    }

    String name() {
        return name;
    }

    Value call(Arguments arguments) {
        return body.call(arguments);
    }

    @Override
    public String type() {
        return "function";
    }

    @Override
    public boolean isTrue() {
        return true;
    }
}
