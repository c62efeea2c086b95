package dev.murmur.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import dev.murmur.benchmark.ChoiceQuestion.Choice;
import dev.murmur.benchmark.ChoiceTask.Draw;
import dev.murmur.data.DataException;
import java.util.ArrayList;
import java.util.List;

/// Makes questions of a task's rows as lm-eval does: a description, solved examples, the question.
///
/// @param subject of a task with several files, empty for others
/// @param examples rows that examples come from
record ChoiceQuestions(ChoiceTask task, String subject, List<BenchmarkRow> examples) {
    /// What lm-eval draws examples by.
    private static final int SEED = 1234;

    private static final String DELIMITER = " ";
    private static final String BETWEEN = "\n\n";

    ChoiceQuestions {
        int least =
                task.shots().count()
                        + (task.shots().draw() == Draw.DRAWN_WITH_ONE_TO_SPARE ? 1 : 0);
        if (examples.size() < least) {
            throw new DataException(
                    task.name()
                            + (subject.isEmpty() ? "" : ", " + subject)
                            + ": there are "
                            + examples.size()
                            + " examples to show, there must be at least "
                            + least);
        }
    }

    /// @param rows that are asked; each draws examples of its own, so that leaving rows out at the
    ///   end changes nothing for those before
    List<ChoiceQuestion> of(List<BenchmarkRow> rows) {
        var random = new PythonRandom(SEED);
        var questions = new ArrayList<ChoiceQuestion>();
        for (BenchmarkRow row : rows) {
            String before = task.description(subject) + solved(shown(row, random));
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

    private List<BenchmarkRow> shown(BenchmarkRow asked, PythonRandom random) {
        int shots = task.shots().count();
        return switch (task.shots().draw()) {
            case FIRST -> examples.subList(0, shots);
            case DRAWN -> random.sample(examples, shots);
            case DRAWN_WITH_ONE_TO_SPARE ->
                    random.sample(examples, shots + 1).stream()
                            .filter(row -> !row.json().equals(asked.json()))
                            .limit(shots)
                            .toList();
        };
    }

    private String solved(List<BenchmarkRow> shown) {
        var text = new StringBuilder();
        for (BenchmarkRow row : shown) {
            String solved = row.read(this::solved);
            text.append(solved).append(BETWEEN);
        }
        return text.toString();
    }

    private String solved(JsonNode row) {
        int right = task.gold(row).indexOf(true);
        return task.context(row, right) + DELIMITER + task.answer(row, right);
    }
}
