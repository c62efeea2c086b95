package dev.murmur.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/// A multiple-choice task: what is asked about a row of its data, and what the choices are. A model
/// chooses by the log-probability of a choice's text after its context.
non-sealed interface ChoiceTask extends TextTask {
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
}
