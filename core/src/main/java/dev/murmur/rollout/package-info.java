/// Learning from replies as they are sampled: iterations of rollouts with the policy as it is,
/// their rewards and advantages, and optimiser steps on them.
///
/// Rollouts are files, written whole before the first step on them, so that a run that was stopped
/// anywhere goes on to the same bytes.
@NullMarked
package dev.murmur.rollout;

import org.jspecify.annotations.NullMarked;
