package dev.murmur.rollout;

import dev.murmur.data.GroupEncoder;
import dev.murmur.generation.LocalGenerator;
import dev.murmur.model.CausalLm;
import dev.murmur.model.ScalarModel;
import dev.murmur.reward.RewardModel;
import org.jspecify.annotations.Nullable;

/// The open models that rollouts are made with. They belong to whoever opened them.
///
/// @param policy as it is trained
/// @param initial the policy that the run started from
/// @param value null for losses that use no values
/// @param generator over the policy
/// @param encoder the generator's
public record RolloutModels(
        CausalLm policy,
        CausalLm initial,
        @Nullable ScalarModel value,
        LocalGenerator generator,
        GroupEncoder encoder,
        RewardModel reward) {}
