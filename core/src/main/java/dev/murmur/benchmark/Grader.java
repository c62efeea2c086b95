package dev.murmur.benchmark;

import dev.murmur.evaluation.PassAtK;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/// Says what replies to a benchmark's questions are worth. Used by several threads at once.
interface Grader {
    /// What is reported, the headline first.
    List<Metric> metrics();

    /// What may be counted of replies besides.
    List<String> counted();

    Mark mark(GeneratedQuestion question, String reply);

    /// What marks depend on besides question and reply.
    default Map<String, String> conditions() {
        return Map.of();
    }

    /// How probable it is that one at least of `k` replies is right.
    ///
    /// @param key its name in result files
    /// @param rule by which a reply is right, a key of [Mark#right]
    /// @param k at most the number of replies; where there are fewer it is not reported
    record Metric(String key, String rule, int k) {
        /// @param replies to one question
        double of(List<Mark> replies) {
            long right = replies.stream().filter(mark -> mark.right(rule)).count();
            return PassAtK.of(replies.size(), (int) right, k);
        }
    }

    /// What a reply is worth.
    ///
    /// @param right by rule
    /// @param counts what it is counted under, of [#counted]
    /// @param note why, for people
    record Mark(SortedMap<String, Boolean> right, List<String> counts, String note) {
        boolean right(String rule) {
            return Boolean.TRUE.equals(right.get(rule));
        }
    }
}
