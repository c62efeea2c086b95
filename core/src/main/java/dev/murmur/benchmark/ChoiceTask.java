package dev.murmur.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;

/// A multiple-choice task: what is asked about a row of its data, and what the choices are. A model
/// chooses by the log-probability of a choice's text after its context. Prompts and metrics are
/// those of lm-eval 0.4.13.
///
/// To add a task: one class, and one line in [ChoiceTasks].
interface ChoiceTask {
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

    /// What stands in front of everything.
    ///
    /// @param subject of a task with several files, empty for others
    default String description(String subject) {
        return "";
    }

    /// What the model reads before a choice: the same for all, or each its own.
    ///
    /// @param row of the data
    /// @param choice from 0
    String context(JsonNode row, int choice);

    /// The text of a choice whose log-probability counts; a blank is put before it.
    String answer(JsonNode row, int choice);

    /// Which choices there are and which of them are right.
    List<Boolean> gold(JsonNode row);

    /// Which metrics are reported.
    List<ChoiceMetric> metrics();

    /// @param examples empty for a task without
    record Splits(String questions, String examples) {}

    /// @param count how many examples the published figures use
    record Shots(int count, Draw draw) {
        static final Shots NONE = new Shots(0, Draw.FIRST);
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
