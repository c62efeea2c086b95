/// What says how good a reply is: scalar reward models and rules. To add one: one class
/// implementing [dev.murmur.reward.RewardModel] and one line in the recipe registry.
@NullMarked
package dev.murmur.reward;

import org.jspecify.annotations.NullMarked;
