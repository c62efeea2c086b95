package dev.murmur.online;

import dev.murmur.data.Candidates;
import dev.murmur.data.DataException;
import dev.murmur.data.PreferencePair;
import dev.murmur.metrics.RunContext;
import dev.murmur.objective.PairReward;
import dev.murmur.reward.RewardModel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/// Scores both replies of pairs by the rewards that a loss asks for, each opened after the other.
///
/// @param rewards what opens them, by name; may be none
public record MarginScorer(SortedMap<String, Part<Supplier<RewardModel>>> rewards) {
    /// For a loss that asks for none.
    public static final MarginScorer NONE = new MarginScorer(new TreeMap<>());

    public MarginScorer {
        rewards = Collections.unmodifiableSortedMap(new TreeMap<>(rewards));
    }

    public boolean isNone() {
        return rewards.isEmpty();
    }

    /// The phase, once it depends on what scores.
    public Phase usedBy(Phase phase) {
        Phase using = phase;
        for (var reward : rewards.entrySet()) {
            using = using.uses("margin " + reward.getKey(), reward.getValue());
        }
        return using;
    }

    /// @return as many as pairs, in their order
    /// @throws DataException if a reward gives a reply no score
    public List<MarginRewards> score(List<PreferencePair> pairs, RunContext context) {
        List<Candidates> both =
                pairs.stream()
                        .map(pair ->
                                new Candidates(
                                        pair.prompt(), List.of(pair.chosen(), pair.rejected())))
                        .toList();
        var found = new ArrayList<Map<String, PairReward>>();
        pairs.forEach(_ -> found.add(new HashMap<>()));
        rewards.forEach((name, part) -> {
            try (RewardModel model = part.value().get()) {
                List<double[]> scores = model.score(both, context);
                for (int i = 0; i < scores.size(); i++) {
                    found.get(i).put(name, reward(name, pairs.get(i), scores.get(i)));
                }
            }
        });
        var lines = new ArrayList<MarginRewards>();
        for (int i = 0; i < pairs.size(); i++) {
            lines.add(new MarginRewards(pairs.get(i).prompt().id(), found.get(i)));
        }
        return lines;
    }

    private static PairReward reward(String name, PreferencePair pair, double[] scores) {
        if (Double.isNaN(scores[0]) || Double.isNaN(scores[1])) {
            throw new DataException(
                    "pair '"
                            + pair.prompt().id()
                            + "': margin reward '"
                            + name
                            + "' gave a reply no score; take the pair out, or another reward");
        }
        return new PairReward(scores[0], scores[1]);
    }
}
