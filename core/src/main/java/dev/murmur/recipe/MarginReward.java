package dev.murmur.recipe;

import dev.murmur.loss.PairwiseLoss;
import dev.murmur.loss.PreferenceLoss;
import dev.murmur.online.MarginScorer;
import dev.murmur.online.Part;
import dev.murmur.reward.RewardModel;
import dev.murmur.settings.Check;
import dev.murmur.settings.Doc;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/// A reward that the loss asks for by name.
public record MarginReward(
        @Doc("as the loss calls it") String name,
        @Doc("what scores both replies of each pair") RewardSection reward) {
    /// Each reward that the loss asks for must be there, once, and no other.
    static Check check(Check check, PreferenceLoss loss, List<MarginReward> given) {
        Set<String> asked = loss instanceof PairwiseLoss pairwise ? pairwise.rewards() : Set.of();
        List<String> names = given.stream().map(MarginReward::name).sorted().toList();
        List<String> wanted = asked.stream().sorted().toList();
        return check.require(
                names.equals(wanted),
                "margin_rewards",
                "of " + names,
                wanted.isEmpty()
                        ? "left out (the loss asks for no reward)"
                        : "one for each reward that the loss asks for: " + wanted);
    }

    static MarginScorer scorer(List<MarginReward> rewards) {
        var parts = new TreeMap<String, Part<Supplier<RewardModel>>>();
        rewards.forEach(reward -> parts.put(reward.name, Rewards.part(reward.reward)));
        return new MarginScorer(parts);
    }
}
