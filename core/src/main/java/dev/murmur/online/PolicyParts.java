package dev.murmur.online;

import dev.murmur.generation.CandidateGenerator;
import dev.murmur.objective.Likelihood;
import dev.murmur.reward.RewardModel;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.function.Supplier;

/// How the models of a run are opened. Each is opened when a phase needs it and closed with it, so
/// that the peak of memory is that of one phase.
///
/// @param generator opens the sampler of a model folder
/// @param likelihood opens a model folder to ask how likely replies are
/// @param reward opens what scores replies
public record PolicyParts(
        Part<Function<Path, CandidateGenerator>> generator,
        Part<Function<Path, Likelihood>> likelihood,
        Part<Supplier<RewardModel>> reward) {}
