package dev.murmur.online;

import dev.murmur.data.Prompt;
import java.util.List;
import java.util.function.IntFunction;

/// What a run of rejection sampling works with.
///
/// @param prompts the prompts of an iteration, counted from 1, at least two
/// @param policy how models are opened
/// @param heldOut what every policy is evaluated on
/// @param trainer makes the next policy of the replies kept
public record RejectionParts(
        Part<IntFunction<List<Prompt>>> prompts,
        PolicyParts policy,
        HeldOut heldOut,
        Part<ReplyTrainer> trainer) {}
