package dev.murmur.pickle;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/// What a pickle can describe. Values may share parts and even contain themselves, so none is ever
/// compared, hashed or printed as a whole: [#kind()] is what messages say.
public sealed interface PyValue {
    /// What it is, in a word or two: `a dict`.
    String kind();

    /// Python's `None`.
    record None() implements PyValue {
        @Override
        public String kind() {
            return "None";
        }
    }

    record Bool(boolean value) implements PyValue {
        @Override
        public String kind() {
            return "a bool";
        }
    }

    record Int(long value) implements PyValue {
        @Override
        public String kind() {
            return "the integer " + value;
        }
    }

    record Real(double value) implements PyValue {
        @Override
        public String kind() {
            return "a float";
        }
    }

    record Text(String value) implements PyValue {
        @Override
        public String kind() {
            return "a string";
        }
    }

    record Tuple(List<PyValue> items) implements PyValue {
        @Override
        public String kind() {
            return "a tuple of " + items.size();
        }
    }

    /// A list, still growing while the pickle is read.
    record Items(ArrayList<PyValue> items) implements PyValue {
        @Override
        public String kind() {
            return "a list";
        }
    }

    /// A dict or OrderedDict with names as keys, still growing while the pickle is read.
    record Dict(LinkedHashMap<String, PyValue> entries) implements PyValue {
        @Override
        public String kind() {
            return "a dict";
        }

        /// @throws PickleException if the name is there already: Python would silently drop one
        void put(String name, PyValue value) {
            if (entries.putIfAbsent(name, value) != null) {
                throw new PickleException("has '" + name + "' twice in one dict");
            }
        }
    }

    /// A function or class from the caller's list, by its full name.
    record Global(String name) implements PyValue {
        @Override
        public String kind() {
            return name;
        }
    }

    /// A call that was not made.
    record Call(String function, List<PyValue> arguments) implements PyValue {
        @Override
        public String kind() {
            return "a result of " + function;
        }
    }

    /// Something that lies outside the pickle, by its id.
    record Persistent(PyValue id) implements PyValue {
        @Override
        public String kind() {
            return "a storage";
        }
    }
}
