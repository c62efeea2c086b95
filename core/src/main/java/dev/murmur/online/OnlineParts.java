package dev.murmur.online;

import dev.murmur.data.Prompt;
import java.util.List;
import java.util.function.IntFunction;

/// What an online run works with.
///
/// @param prompts the prompts of an iteration, counted from 1
/// @param policy how models are opened
/// @param heldOut what every policy is evaluated on
/// @param selector makes pairs of scored replies
/// @param margins scores pairs by rewards that the trainer's loss asks for
/// @param trainer makes the next policy of pairs
public record OnlineParts(
        Part<IntFunction<List<Prompt>>> prompts,
        PolicyParts policy,
        HeldOut heldOut,
        PairSelector selector,
        MarginScorer margins,
        Part<PreferenceTrainer> trainer) {}
