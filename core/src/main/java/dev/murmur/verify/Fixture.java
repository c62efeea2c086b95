package dev.murmur.verify;

import java.util.List;
import java.util.function.Supplier;

/// One checkpoint of a golden folder, compared.
///
/// @param name path below the folder, such as `models/llama`
/// @param checks at least one
public record Fixture(String name, List<Check> checks) {
    public Fixture {
        checks = List.copyOf(checks);
    }

    /// A fixture that does not load must not hide the others: it has failed.
    static Fixture of(String name, Supplier<List<Check>> comparison) {
        try {
            return new Fixture(name, comparison.get());
        } catch (RuntimeException e) {
            return without(name, Outcome.FAILED, String.valueOf(e.getMessage()));
        }
    }

    static Fixture without(String name, Outcome outcome, String note) {
        return new Fixture(name, List.of(Check.without("", outcome, note)));
    }

    /// Whether every check is acceptable and at least one passed.
    public boolean passed() {
        return checks.stream().allMatch(c -> c.outcome().acceptable())
                && checks.stream().anyMatch(c -> c.outcome() == Outcome.PASSED);
    }

    /// Whether there is nothing to compare with.
    public boolean absent() {
        return checks.stream().allMatch(c -> c.outcome() == Outcome.ABSENT);
    }
}
