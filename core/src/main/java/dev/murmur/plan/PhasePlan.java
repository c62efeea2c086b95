package dev.murmur.plan;

/// What a phase of a run will take.
///
/// @param phase as the run's `timings.jsonl` calls it, or what would be done with a model
public record PhasePlan(String phase, MemoryUse use) {}
