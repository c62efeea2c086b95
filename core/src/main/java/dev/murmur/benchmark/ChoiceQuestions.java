package dev.murmur.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import dev.murmur.benchmark.ChoiceQuestion.Choice;
import java.util.ArrayList;
import java.util.List;

/// Makes questions of a task's rows as lm-eval does: a description, solved examples, the question.
record ChoiceQuestions(ChoiceTask task) {
    private static final String DELIMITER = " ";

    List<ChoiceQuestion> of(TaskRows rows) {
        var examples = new Examples(task, rows.subject(), rows.examples());
        var questions = new ArrayList<ChoiceQuestion>();
        for (BenchmarkRow row : rows.asked()) {
            String before = task.description(rows.subject()) + examples.before(row, this::solved);
            String id = row.json().path("id").asText(Integer.toString(questions.size()));
            questions.add(row.read(json -> question(id, before, json)));
        }
        return questions;
    }

    private ChoiceQuestion question(String id, String before, JsonNode row) {
        List<Boolean> gold = task.gold(row);
        var choices = new ArrayList<Choice>();
        for (int i = 0; i < gold.size(); i++) {
            String context = before + task.context(row, i);
            // Examples are long: choices that share a context share its text.
            boolean shared = i > 0 && context.equals(choices.getLast().context());
            String answer = task.answer(row, i);
            choices.add(
                    new Choice(
                            shared ? choices.getLast().context() : context,
                            DELIMITER + answer,
                            answer));
        }
        return new ChoiceQuestion(id, task.context(row, 0), choices, gold);
    }

    private String solved(JsonNode row) {
        int right = task.gold(row).indexOf(true);
        return task.context(row, right) + DELIMITER + task.answer(row, right);
    }
}
