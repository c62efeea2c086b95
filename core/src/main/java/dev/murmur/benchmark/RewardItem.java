package dev.murmur.benchmark;

import dev.murmur.data.Candidates;
import dev.murmur.data.Reply;
import dev.murmur.evaluation.RewardDiagnostics.Pair;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Replies, and what is known of which are better.
///
/// @param id in the data, or its place
/// @param subset that it belongs to; empty for a benchmark without
/// @param rows prompts with their replies, which are counted through from 0
/// @param comparisons at least one
record RewardItem(String id, String subset, List<Candidates> rows, List<Comparison> comparisons) {
    /// Two replies of which one is better.
    ///
    /// @param orEqual whether equal scores are right too
    record Comparison(int better, int worse, boolean orEqual) {
        /// The better must score higher.
        static Comparison strict(int better, int worse) {
            return new Comparison(better, worse, false);
        }

        boolean isRight(double[] scores) {
            return scores[better] > scores[worse] || (orEqual && scores[better] == scores[worse]);
        }
    }

    /// What a reward reads, as text.
    List<String> texts() {
        return rows.stream()
                .map(row ->
                        row.prompt().messages()
                                + " "
                                + row.replies().stream().map(Reply::text).toList())
                .toList();
    }

    /// The prompt that all replies answer, or the first of several.
    String asked() {
        return rows.getFirst().prompt().messages().stream()
                .map(message -> message.role() + ": " + message.content())
                .collect(Collectors.joining("\n\n"));
    }

    /// @param scores of the replies; null for one without
    List<QuestionOutcome.Text> replies(List<@Nullable Double> scores) {
        List<String> texts =
                rows.stream().flatMap(row -> row.replies().stream()).map(Reply::text).toList();
        return IntStream.range(0, texts.size())
                .mapToObj(i ->
                        new QuestionOutcome.Text(
                                (comparisons.stream().anyMatch(c -> c.better() == i)
                                                ? "better"
                                                : "worse")
                                        + ", score "
                                        + scores.get(i),
                                texts.get(i)))
                .toList();
    }

    /// The share of comparisons that scores get right.
    double accuracy(double[] scores) {
        long right = comparisons.stream().filter(c -> c.isRight(scores)).count();
        return (double) right / comparisons.size();
    }

    /// Every better reply with every worse one, as far as the scores may not be equal.
    ///
    /// @param scores of the replies, finite
    Stream<Pair> pairs(double[] scores) {
        int[] lengths =
                rows.stream()
                        .flatMap(row -> row.replies().stream())
                        .mapToInt(reply -> reply.text().codePointCount(0, reply.text().length()))
                        .toArray();
        return comparisons.stream()
                .filter(c -> !c.orEqual())
                .map(c ->
                        new Pair(
                                scores[c.better()] - scores[c.worse()],
                                lengths[c.better()],
                                lengths[c.worse()]));
    }

    boolean hasTie(double[] scores) {
        return pairs(scores).anyMatch(pair -> pair.score() == 0);
    }
}
