package dev.murmur.verify;

import java.util.List;

/// One checkpoint of a golden folder, compared.
///
/// @param name path below the folder, such as `models/llama`
/// @param checks at least one
public record Fixture(String name, List<Check> checks) {
    public Fixture {
        checks = List.copyOf(checks);
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
