package dev.murmur.architecture.planted.elsewhere;

/// Lies in a package that the order does not know.
public record Homeless() {}
