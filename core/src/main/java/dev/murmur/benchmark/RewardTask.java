package dev.murmur.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import dev.murmur.evaluation.Estimate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/// A benchmark of reward models: replies of which some are known to be better than others. What is
/// measured is how often the better ones score higher.
///
/// To add a task: one class, and one line in [RewardTasks].
interface RewardTask {
    String name();

    /// Where its data is from, for who has to get it.
    String source();

    /// The folder of its data.
    default String folder() {
        return name();
    }

    /// The file stems of its rows.
    List<String> splits();

    /// How many items it has; empty where nobody says which.
    OptionalInt published();

    /// What a row says; empty for one that decides nothing.
    ///
    /// @param number of the row in its split, from 0
    Optional<RewardItem> item(String split, JsonNode row, int number);

    /// Figures made of the subsets' accuracies.
    default SortedMap<String, Estimate> figures(Map<String, Estimate> subsets) {
        return new TreeMap<>();
    }

    /// Which of them is quoted, if it is there; otherwise the accuracy over items is.
    default Optional<String> headline() {
        return Optional.empty();
    }

    /// How much a subset counts in it, all its items together.
    default double weight(String subset) {
        throw new IllegalStateException(name() + " quotes no figure of subsets");
    }
}
