package dev.murmur.jinja;

import java.util.List;

/// What a template computes with: Python's values, as far as templates see them.
public sealed interface Value
        permits Text,
                Value.Int,
                Value.Real,
                Value.Bool,
                Value.None,
                Value.Undefined,
                Sequence,
                Dict,
                Function,
                Namespace,
                LoopState {
    /// Python's name of the type, for messages.
    String type();

    /// Python's truth.
    boolean isTrue();

    default boolean isNone() {
        return this instanceof None;
    }

    /// How many elements or characters, 0 for everything else.
    default int length() {
        return 0;
    }

    /// All that hangs on it: elements of elements, a sixteenth for each character.
    default long weight() {
        return 1;
    }

    /// How deep lists and dictionaries are nested.
    default int depth() {
        return 0;
    }

    static Bool of(boolean value) {
        return value ? Values.TRUE : Values.FALSE;
    }

    static Int of(long value) {
        return new Int(value);
    }

    static Sequence list(List<? extends Value> items) {
        return new Sequence(items, false);
    }

    /// An integer; Python's are unbounded, these end in an error.
    record Int(long value) implements Value {
        @Override
        public String type() {
            return "int";
        }

        @Override
        public boolean isTrue() {
            return value != 0;
        }
    }

    record Real(double value) implements Value {
        @Override
        public String type() {
            return "float";
        }

        @Override
        public boolean isTrue() {
            return value != 0;
        }
    }

    record Bool(boolean value) implements Value {
        @Override
        public String type() {
            return "bool";
        }

        @Override
        public boolean isTrue() {
            return value;
        }
    }

    record None() implements Value {
        @Override
        public String type() {
            return "NoneType";
        }

        @Override
        public boolean isTrue() {
            return false;
        }
    }

    /// A name or a member that is not there: prints as nothing, anything else is an error.
    ///
    /// @param what the error's message
    record Undefined(String what) implements Value {
        @Override
        public String type() {
            return "Undefined";
        }

        @Override
        public boolean isTrue() {
            return false;
        }

        JinjaException error() {
            return new JinjaException(what);
        }
    }
}
