package dev.murmur.architecture.planted.metrics;

import dev.murmur.architecture.planted.loss.Used;

/// Breaks the order on purpose: metrics comes before loss.
public record UsesLoss(Used later) {}
