package dev.murmur.data;

/// Two replies to one prompt, the first preferred.
public record PreferencePair(Prompt prompt, Reply chosen, Reply rejected) {}
