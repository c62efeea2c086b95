/// What says how good a reply is: scalar reward models, log-ratios of two language models, rules,
/// and rewards made of other rewards. To add one: one class implementing
/// [dev.murmur.reward.RewardModel], and in `dev.murmur.recipe` one record of `RewardSection`, which
/// the compiler then asks for wherever sections are told apart.
@NullMarked
package dev.murmur.reward;

import org.jspecify.annotations.NullMarked;
