package dev.murmur.online;

import dev.murmur.data.Prompt;
import dev.murmur.reward.RewardModel;
import java.util.List;
import java.util.function.Supplier;

/// What the policies of a run are compared on.
///
/// @param prompts the same for every policy, at least two
/// @param decoding how each policy replies
/// @param judge opens what compares a policy's replies with the start's; training never sees it
public record HeldOut(
        Part<Supplier<List<Prompt>>> prompts,
        Decoding decoding,
        Part<Supplier<RewardModel>> judge) {}
