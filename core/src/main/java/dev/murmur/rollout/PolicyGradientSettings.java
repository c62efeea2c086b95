package dev.murmur.rollout;

import dev.murmur.online.StopRule;
import java.nio.file.Path;
import java.util.List;

/// What a policy-gradient run is to do.
///
/// @param output the run folder
/// @param policy folder of the model to start from
/// @param iterations how often to sample, score and train
/// @param evaluateEvery iterations between evaluations; the last is evaluated too
/// @param values whether a value model is trained beside the policy
/// @param stop rules that end the run, applied at each evaluation
public record PolicyGradientSettings(
        Path output,
        Path policy,
        int iterations,
        int evaluateEvery,
        boolean values,
        List<StopRule> stop) {}
