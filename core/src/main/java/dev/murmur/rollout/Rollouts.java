package dev.murmur.rollout;

import dev.murmur.data.Candidates;
import dev.murmur.objective.PolicyExample.Credited;
import java.util.List;

/// An iteration's replies, scored and credited.
///
/// @param candidates a prompt and its replies each
/// @param scores of the reward model, one a reply
/// @param credited one a reply, in the same order
record Rollouts(
        List<Candidates> candidates,
        List<double[]> scores,
        List<List<Credited>> credited,
        RolloutSummary summary) {}
