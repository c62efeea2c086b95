package dev.murmur.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import dev.murmur.data.DataException;
import java.util.List;
import java.util.function.Function;

/// The solved examples that stand before questions, drawn as lm-eval draws them: question by
/// question, so that leaving questions out at the end changes nothing for those before.
final class Examples {
    /// What lm-eval draws by.
    private static final int SEED = 1234;

    private static final String BETWEEN = "\n\n";

    private final TextTask.Shots shots;
    private final List<BenchmarkRow> rows;
    private final PythonRandom random = new PythonRandom(SEED);

    /// @param subject of a task with several files, empty for others
    /// @param rows that examples come from
    /// @throws DataException if there are too few
    Examples(TextTask task, String subject, List<BenchmarkRow> rows) {
        this.shots = task.shots();
        this.rows = rows;
        if (rows.size() < shots.least()) {
            throw new DataException(
                    task.name()
                            + (subject.isEmpty() ? "" : ", " + subject)
                            + ": there are "
                            + rows.size()
                            + " examples to show, there must be at least "
                            + shots.least());
        }
    }

    /// The examples of the next question, each with what parts it from what follows.
    ///
    /// @param solved the text of an example
    String before(BenchmarkRow asked, Function<JsonNode, String> solved) {
        var text = new StringBuilder();
        for (BenchmarkRow row : drawn(asked)) {
            String example = row.read(solved);
            text.append(example).append(BETWEEN);
        }
        return text.toString();
    }

    private List<BenchmarkRow> drawn(BenchmarkRow asked) {
        return switch (shots.draw()) {
            case FIRST -> rows.subList(0, shots.count());
            case DRAWN -> random.sample(rows, shots.count());
            case DRAWN_WITH_ONE_TO_SPARE ->
                    random.sample(rows, shots.least()).stream()
                            .filter(row -> !row.json().equals(asked.json()))
                            .limit(shots.count())
                            .toList();
        };
    }
}
