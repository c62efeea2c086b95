package dev.murmur.benchmark;

import dev.murmur.benchmark.BenchmarkResult.Interval;
import dev.murmur.benchmark.BenchmarkResult.SubjectResult;
import dev.murmur.benchmark.BenchmarkResult.Unit;
import dev.murmur.evaluation.Estimate;
import dev.murmur.metrics.RunContext;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// A benchmark of replies that a judge reads: what is asked, what the judge is asked, and what
/// follows from its words.
///
/// To add one: one class, and one line in [ChatBenchmarks].
///
/// @param <J> what a judge said of one question
interface ChatBenchmark<J> {
    /// All there are, in the order of the data.
    List<ChatQuestion> questions();

    /// Whether scores are enough to judge by, or words are needed.
    boolean takesReward();

    /// Replies that are there already, in the file of the benchmark's own tools that [#export]
    /// writes.
    ///
    /// @return the turns by question
    /// @throws dev.murmur.data.DataException if the file is not what it should be
    Map<String, List<String>> replies(Path folder);

    /// Judges one run of replies.
    ///
    /// @param run from 0: a judge that is asked again may say something else
    /// @return one a question, in order
    List<J> judge(List<Exchange> exchanges, Examiner examiner, int run, RunContext context);

    /// What follows from one or more runs.
    ///
    /// @param runs replies to the same questions
    /// @param judged one list a run
    Figures figures(List<List<Exchange>> runs, List<List<J>> judged);

    /// Writes replies and judgements of one run as the benchmark's own tools do.
    ///
    /// @param model the measured model's name
    void export(Path folder, String model, String judge, List<Exchange> exchanges, List<J> judged);

    /// @param headline the metric that is quoted
    /// @param n questions that the figures are of
    /// @param outcomes one a question
    record Figures(
            String headline,
            Unit unit,
            int n,
            SortedMap<String, Estimate> metrics,
            SortedMap<String, Interval> intervals,
            SortedMap<String, SubjectResult> subjects,
            SortedMap<String, Integer> counts,
            List<QuestionOutcome> outcomes) {
        /// Without intervals.
        Figures(
                String headline,
                Unit unit,
                int n,
                SortedMap<String, Estimate> metrics,
                SortedMap<String, SubjectResult> subjects,
                SortedMap<String, Integer> counts,
                List<QuestionOutcome> outcomes) {
            this(headline, unit, n, metrics, new TreeMap<>(), subjects, counts, outcomes);
        }
    }
}
