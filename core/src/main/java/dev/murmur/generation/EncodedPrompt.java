package dev.murmur.generation;

/// A prompt as the model reads it.
///
/// @param id keys the draws of its replies
/// @param tokens at least one, ending where the reply begins
record EncodedPrompt(String id, int[] tokens) {}
