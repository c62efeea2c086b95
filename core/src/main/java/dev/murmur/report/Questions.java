package dev.murmur.report;

import dev.murmur.benchmark.BenchmarkResult.Unit;
import dev.murmur.benchmark.ModelResults.QuestionKey;
import dev.murmur.benchmark.QuestionOutcome;
import dev.murmur.benchmark.QuestionOutcome.Text;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Questions of benchmarks with what the models said and what judges said of it.
final class Questions {
    /// How many of a benchmark are on the page at most, evenly spaced over the file.
    static final int SHOWN = 200;

    /// Characters of a text that are on the page at most.
    static final int CHARACTERS = 6000;

    /// Of a question in the line that opens it.
    private static final int SUMMARY = 110;

    private final List<Measured> models;

    Questions(List<Run> runs) {
        this.models = Measured.some(runs);
    }

    /// A benchmark.
    ///
    /// @param order whose the scores of a question are; empty for one model
    /// @param all how many questions it has
    /// @param subjects to choose from, empty for a benchmark without
    /// @param outcomes likewise
    record Section(
            String benchmark,
            String order,
            int all,
            List<String> subjects,
            List<String> outcomes,
            List<Sheet> sheets) {
        int shown() {
            return sheets.size();
        }

        int leftOut() {
            return all - sheets.size();
        }

        boolean hasSubjects() {
            return subjects.size() > 1;
        }

        boolean isWhole() {
            return sheets.size() == all;
        }
    }

    /// A question.
    ///
    /// @param summary its first words
    /// @param outcome what of the outcomes to choose from it is
    /// @param score or what the scores are, in the models' order
    /// @param asked all of it; empty where the summary is
    /// @param cells words beside each other
    record Sheet(
            String subject,
            String id,
            String summary,
            String outcome,
            String score,
            String asked,
            List<Cell> cells) {}

    /// Words beside others: a reply that all models have, or what only one has.
    ///
    /// @param shared whether they are of no model in particular
    record Cell(
            String name, int arm, boolean shared, String stage, String score, List<Words> words) {}

    /// @param judge whether a judge says them
    record Words(String by, String text, boolean judge) {}

    /// What one model made of each question.
    private record Column(Measured model, Map<QuestionKey, QuestionOutcome> questions) {}

    List<Section> sections() {
        return Measured.benchmarks(models).stream().map(this::section).toList();
    }

    private Section section(String benchmark) {
        List<Column> columns =
                models.stream().flatMap(model -> column(model, benchmark).stream()).toList();
        Unit unit = Objects.requireNonNull(columns.getFirst().model().on(benchmark)).unit();
        List<QuestionKey> all = List.copyOf(columns.getFirst().questions().keySet());
        int shown = Math.min(SHOWN, all.size());
        List<Sheet> sheets =
                IntStream.range(0, shown)
                        .mapToObj(i -> all.get((int) ((long) i * all.size() / shown)))
                        .map(key -> sheet(key, columns, unit))
                        .toList();
        return new Section(
                benchmark,
                columns.size() == 1
                        ? ""
                        : columns.stream()
                                .map(column -> column.model().fullName())
                                .collect(Collectors.joining(" → ")),
                all.size(),
                sheets.stream().map(Sheet::subject).distinct().sorted().toList(),
                sheets.stream().map(Sheet::outcome).distinct().sorted().toList(),
                sheets);
    }

    private static Optional<Column> column(Measured model, String benchmark) {
        return Optional.ofNullable(model.results().benchmarks().get(benchmark))
                .map(output -> new Column(model, output.questions()));
    }

    private static Sheet sheet(QuestionKey key, List<Column> columns, Unit unit) {
        QuestionOutcome first = Objects.requireNonNull(columns.getFirst().questions().get(key));
        String summary = shortened(first.asked().strip().replaceAll("\\s+", " "), SUMMARY);
        return new Sheet(
                key.subject(),
                key.id(),
                summary,
                columns.size() == 1 ? outcome(first, unit) : outcome(key, columns),
                columns.stream()
                        .map(column -> score(column.questions().get(key)))
                        .collect(Collectors.joining(" → ")),
                summary.equals(first.asked()) ? "" : shortened(first.asked(), CHARACTERS),
                cells(key, columns));
    }

    private static List<Cell> cells(QuestionKey key, List<Column> columns) {
        Set<Text> shared = new LinkedHashSet<>(replies(columns.getFirst(), key));
        columns.forEach(column -> shared.retainAll(replies(column, key)));
        var cells = new ArrayList<Cell>();
        for (Text text : shared) {
            cells.add(new Cell("", 0, true, "", "", List.of(words(text, false))));
        }
        for (Column column : columns) {
            QuestionOutcome question = column.questions().get(key);
            List<Words> own =
                    question == null
                            ? List.of()
                            : Stream.concat(
                                            question.replies().stream()
                                                    .filter(text -> !shared.contains(text))
                                                    .map(text -> words(text, false)),
                                            question.judgements().stream()
                                                    .map(text -> words(text, true)))
                                    .toList();
            if (!own.isEmpty()) {
                Measured model = column.model();
                cells.add(
                        new Cell(
                                model.name(),
                                model.arm(),
                                false,
                                model.stage(),
                                score(question),
                                own));
            }
        }
        return cells;
    }

    private static List<Text> replies(Column column, QuestionKey key) {
        QuestionOutcome question = column.questions().get(key);
        return question == null ? List.of() : question.replies();
    }

    private static Words words(Text text, boolean judge) {
        return new Words(text.by(), shortened(text.text(), CHARACTERS), judge);
    }

    private static String score(@Nullable QuestionOutcome question) {
        if (question == null || question.score() == null) {
            return Format.MISSING;
        }
        double score = question.score();
        return Format.fixed(score, score == Math.rint(score) ? 0 : 2);
    }

    private static String outcome(QuestionOutcome question, Unit unit) {
        Double score = question.score();
        if (score == null) {
            return "no score";
        }
        return switch (unit) {
            case SHARE -> score > 0.5 ? "above a half" : score < 0.5 ? "below a half" : "a half";
            case RATING -> score >= 7 ? "7 or more" : score >= 4 ? "4 to under 7" : "under 4";
        };
    }

    /// How the last model does beside the first.
    private static String outcome(QuestionKey key, List<Column> columns) {
        QuestionOutcome first = columns.getFirst().questions().get(key);
        QuestionOutcome last = columns.getLast().questions().get(key);
        if (first == null || last == null || first.score() == null || last.score() == null) {
            return "no score";
        }
        int order = Double.compare(last.score(), first.score());
        return order == 0
                ? "the same"
                : columns.getLast().model().fullName() + (order > 0 ? " is better" : " is worse");
    }

    private static String shortened(String text, int most) {
        return text.length() <= most
                ? text
                : text.substring(0, text.offsetByCodePoints(0, text.codePointCount(0, most)))
                        + " … ("
                        + (text.length() - most)
                        + " characters left out)";
    }
}
