package dev.murmur.demo;

import java.util.List;

/// Runs ordinary murmur commands, as if typed.
@FunctionalInterface
public interface Shell {
    /// @param arguments what stands after `murmur`
    /// @return the command's exit code; what it prints as data goes to stderr
    int run(List<String> arguments);
}
