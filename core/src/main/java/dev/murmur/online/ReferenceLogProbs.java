package dev.murmur.online;

/// What the reference model thinks of a pair: a line of `reference.jsonl`.
///
/// @param id the prompt's
/// @param chosen summed log-prob of the chosen reply given its prompt, nats
/// @param rejected the same of the rejected reply
public record ReferenceLogProbs(String id, double chosen, double rejected) {}
