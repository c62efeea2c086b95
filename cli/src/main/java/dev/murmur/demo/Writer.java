package dev.murmur.demo;

/// How somebody answers. What is right and how much is said vary independently.
///
/// @param name what rankings call the model
/// @param accuracy chance that an item given is right
/// @param completeness chance that each item after the first is given
/// @param fillers mean number of units beyond the answer itself, from 0 to
///   [ReplyComposer#MAX_FILLERS]
record Writer(String name, double accuracy, double completeness, double fillers) {}
