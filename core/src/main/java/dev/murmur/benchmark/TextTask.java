package dev.murmur.benchmark;

import java.util.List;
import java.util.Set;

/// A task that a language model is asked in plain text, after solved examples. Names, prompts and
/// metrics are those of lm-eval 0.4.13.
///
/// To add a task: one class, and one line in [TextTasks].
sealed interface TextTask permits ChoiceTask, GeneratedTask {
    /// Its name in lm-eval.
    String name();

    /// The folder of its data, which tasks may share.
    default String folder() {
        return name();
    }

    /// Where its data is from, for who has to get it.
    String source();

    /// How many questions it has.
    int published();

    /// Whether each subject has a folder of its own in the data.
    default boolean hasSubjects() {
        return false;
    }

    /// Folders that come with the data and are no subjects.
    default Set<String> otherFolders() {
        return Set.of();
    }

    /// The file stems of the rows that are asked, and of those that examples come from.
    Splits splits();

    /// Which rows are examples.
    Shots shots();

    /// The rows that examples are taken from.
    ///
    /// @param rows of the split for them
    default List<BenchmarkRow> examples(List<BenchmarkRow> rows) {
        return rows;
    }

    /// @param examples empty for a task without
    record Splits(String questions, String examples) {}

    /// @param count how many examples the published figures use
    record Shots(int count, Draw draw) {
        static final Shots NONE = new Shots(0, Draw.FIRST);

        /// Rows that there must be.
        int least() {
            return count + (draw == Draw.DRAWN_WITH_ONE_TO_SPARE ? 1 : 0);
        }
    }

    /// How examples are taken from the rows for them.
    enum Draw {
        /// The first ones, the same for each question.
        FIRST,
        /// Drawn anew for each question.
        DRAWN,
        /// The same with one to spare, should the question itself be among them. lm-eval does so
        /// where a task has no test split.
        DRAWN_WITH_ONE_TO_SPARE
    }
}
