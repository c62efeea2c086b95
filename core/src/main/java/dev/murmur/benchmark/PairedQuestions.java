package dev.murmur.benchmark;

import dev.murmur.benchmark.ModelResults.Output;
import dev.murmur.benchmark.ModelResults.QuestionKey;
import dev.murmur.evaluation.PairedBootstrap.Scores;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The questions of a benchmark that two models have a score of.
///
/// @param first what the first made of them
/// @param second the other's, in the same order
/// @param unpaired how many other questions either was asked
record PairedQuestions(Scores first, Scores second, int unpaired) {
    /// @param sameWords whether questions that are called the same must also be in the same words
    static PairedQuestions of(Output first, Output second, boolean sameWords) {
        Map<QuestionKey, QuestionOutcome> before = first.questions();
        Map<QuestionKey, QuestionOutcome> after = second.questions();
        var ours = new ArrayList<QuestionOutcome>();
        var theirs = new ArrayList<QuestionOutcome>();
        before.forEach((key, question) -> {
            QuestionOutcome other = after.get(key);
            if (other != null
                    && question.score() != null
                    && other.score() != null
                    && (!sameWords || isSameText(question.asked(), other.asked()))) {
                ours.add(question);
                theirs.add(other);
            }
        });
        var asked = new HashSet<>(before.keySet());
        asked.addAll(after.keySet());
        return new PairedQuestions(scores(ours), scores(theirs), asked.size() - ours.size());
    }

    int count() {
        return first.values().length;
    }

    /// Nothing is known of a question without text.
    private static boolean isSameText(String one, String other) {
        return one.equals(other) && !one.isEmpty();
    }

    private static Scores scores(List<QuestionOutcome> questions) {
        return new Scores(
                questions.stream().mapToDouble(q -> Objects.requireNonNull(q.score())).toArray(),
                questions.stream().mapToDouble(QuestionOutcome::weight).toArray());
    }
}
