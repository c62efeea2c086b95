package dev.murmur.online;

import dev.murmur.data.Prompt;
import dev.murmur.generation.CandidateGenerator;
import dev.murmur.objective.Likelihood;
import dev.murmur.reward.RewardModel;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/// What an online run works with. Models are opened when a phase needs them and closed with it, so
/// that the peak of memory is that of one phase.
///
/// @param prompts the prompts of an iteration, counted from 1
/// @param heldOut the prompts that every policy is evaluated on, at least two
/// @param generator opens the sampler of a model folder
/// @param likelihood opens a model folder to ask how likely replies are
/// @param reward opens what scores the replies that compete
/// @param judge opens what compares a policy's replies with the start's; training never sees it
/// @param selector makes pairs of scored replies
/// @param trainer makes the next policy of pairs
public record OnlineParts(
        Part<IntFunction<List<Prompt>>> prompts,
        Part<Supplier<List<Prompt>>> heldOut,
        Part<Function<Path, CandidateGenerator>> generator,
        Part<Function<Path, Likelihood>> likelihood,
        Part<Supplier<RewardModel>> reward,
        Part<Supplier<RewardModel>> judge,
        PairSelector selector,
        Part<PreferenceTrainer> trainer) {}
