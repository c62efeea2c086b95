package dev.murmur.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/// A question that is answered in writing.
///
/// @param id tells it from the others
/// @param asked without examples
/// @param prompt what the model reads, examples included
/// @param reference what replies are held against
record GeneratedQuestion(String id, String asked, String prompt, String reference) {
    /// The questions of a task's rows.
    static List<GeneratedQuestion> all(GeneratedTask task, List<TaskRows> all) {
        var questions = new ArrayList<GeneratedQuestion>();
        for (TaskRows rows : all) {
            var examples = new Examples(task, rows.subject(), rows.examples());
            for (BenchmarkRow row : rows.asked()) {
                String before =
                        examples.before(row, json -> task.asked(json) + task.solution(json));
                int number = questions.size();
                questions.add(row.read(json -> of(task, json, number, before)));
            }
        }
        return questions;
    }

    private static GeneratedQuestion of(
            GeneratedTask task, JsonNode row, int number, String examples) {
        String asked = task.asked(row);
        return new GeneratedQuestion(
                task.id(row, number), asked, examples + asked, task.reference(row));
    }
}
