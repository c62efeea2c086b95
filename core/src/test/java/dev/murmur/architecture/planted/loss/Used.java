package dev.murmur.architecture.planted.loss;

/// Used from a package that must not.
public record Used() {}
