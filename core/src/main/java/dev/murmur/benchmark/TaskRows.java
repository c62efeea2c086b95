package dev.murmur.benchmark;

import dev.murmur.data.DataException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The rows of a task, or of one of its subjects.
///
/// @param subject empty for a task without
/// @param asked at most as many as the limit
/// @param examples what may be shown before them
record TaskRows(String subject, List<BenchmarkRow> asked, List<BenchmarkRow> examples) {
    /// Reads a task's data.
    ///
    /// @param limit how many questions to ask, of each subject; all if empty
    /// @throws DataException if data is missing, or if there are not as many questions as the
    ///   benchmark has and no limit says that this is meant
    static List<TaskRows> read(TextTask task, BenchmarkFolder data, Optional<Integer> limit) {
        List<String> subjects =
                task.hasSubjects() ? data.subjects(task.otherFolders()) : List.of("");
        var all = new ArrayList<TaskRows>();
        for (String subject : subjects) {
            List<BenchmarkRow> asked = data.rows(subject, task.splits().questions());
            List<BenchmarkRow> examples =
                    task.shots().count() == 0
                            ? List.of()
                            : task.examples(data.rows(subject, task.splits().examples()));
            int count = Math.min(limit.orElse(asked.size()), asked.size());
            all.add(new TaskRows(subject, asked.subList(0, count), examples));
        }
        if (limit.isEmpty()) {
            int questions = all.stream().mapToInt(rows -> rows.asked().size()).sum();
            data.requireWhole(task.name(), questions, task.published());
        }
        return all;
    }
}
