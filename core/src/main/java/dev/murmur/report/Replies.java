package dev.murmur.report;

import dev.murmur.data.FinishReason;
import dev.murmur.evaluation.ReplyOutcome;
import dev.murmur.report.Run.HeldOutReply;
import dev.murmur.report.Run.Stage;
import dev.murmur.text.ChatMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Replies to the same prompts beside each other: start, first and last iterate of every arm.
final class Replies {
    /// How many prompts are shown, evenly spaced over the file.
    static final int PROMPTS = 12;

    private final List<Column> columns;
    private final boolean oneStart;

    Replies(List<Run> runs) {
        this.columns = columns(runs);
        this.oneStart = columns.stream().filter(c -> c.stage.number() == 0).count() == 1;
    }

    /// A prompt and its replies.
    record Sheet(String id, List<ChatMessage> prompt, List<Cell> cells) {}

    /// One reply.
    ///
    /// @param shared whether it is the start of all arms, and so of none in particular
    /// @param verdict `better`, `worse` or `as good` by the judge against the start; empty for the
    ///   start itself or where it is not known
    /// @param cut whether it ended at the length limit
    record Cell(
            String name,
            int arm,
            boolean shared,
            String stage,
            String text,
            boolean missing,
            String reward,
            String judge,
            String tokens,
            String verdict,
            boolean cut) {}

    private record Column(String name, int arm, Stage stage, Map<String, HeldOutReply> start) {}

    List<Sheet> sheets() {
        if (columns.isEmpty()) {
            return List.of();
        }
        List<Map.Entry<String, HeldOutReply>> first =
                List.copyOf(columns.getFirst().stage().replies().entrySet());
        int shown = Math.min(PROMPTS, first.size());
        return IntStream.range(0, shown)
                .mapToObj(i -> first.get((int) ((long) i * first.size() / shown)))
                .map(entry -> sheet(entry.getKey(), entry.getValue().prompt()))
                .toList();
    }

    /// How many prompts there are to choose from.
    int prompts() {
        return columns.isEmpty() ? 0 : columns.getFirst().stage().replies().size();
    }

    private static List<Column> columns(List<Run> runs) {
        var columns = new ArrayList<Column>();
        for (int arm = 0; arm < runs.size(); arm++) {
            Run run = runs.get(arm);
            List<Stage> stages = run.stages().stream().filter(s -> !s.replies().isEmpty()).toList();
            Map<String, HeldOutReply> start =
                    stages.stream()
                            .filter(s -> s.number() == 0)
                            .map(Stage::replies)
                            .findFirst()
                            .orElse(Map.of());
            for (Stage stage : ends(stages)) {
                boolean known = columns.stream().anyMatch(c -> isSameStart(c.stage, stage));
                if (!known) {
                    columns.add(new Column(run.name(), arm, stage, start));
                }
            }
        }
        return columns;
    }

    /// Arms that begin at one model share its column.
    private static boolean isSameStart(Stage a, Stage b) {
        return a.number() == 0 && b.number() == 0 && a.replies().equals(b.replies());
    }

    /// The start, the first and the last iterate, as far as they are there.
    private static List<Stage> ends(List<Stage> stages) {
        List<Stage> iterates = stages.stream().filter(s -> s.number() > 0).toList();
        return Stream.of(
                        stages.stream().filter(s -> s.number() == 0),
                        iterates.stream().limit(1),
                        iterates.stream().skip(Math.max(1, iterates.size() - 1)))
                .flatMap(s -> s)
                .toList();
    }

    private Sheet sheet(String id, List<ChatMessage> prompt) {
        return new Sheet(id, prompt, columns.stream().map(column -> cell(column, id)).toList());
    }

    private Cell cell(Column column, String id) {
        HeldOutReply reply = column.stage.replies().get(id);
        ReplyOutcome outcome = reply == null ? null : reply.outcome();
        boolean start = column.stage.number() == 0;
        return new Cell(
                start && oneStart ? "" : column.name,
                column.arm,
                start && oneStart,
                column.stage.label(),
                reply == null ? "" : reply.text(),
                reply == null,
                outcome == null ? Format.MISSING : score(outcome.reward()),
                outcome == null ? Format.MISSING : score(outcome.judge()),
                outcome == null ? Format.MISSING : Integer.toString(outcome.tokens()),
                start ? "" : verdict(outcome, column.start.get(id)),
                outcome != null && outcome.finish() == FinishReason.LENGTH);
    }

    private static String score(double score) {
        return Double.isNaN(score) ? Format.MISSING : Format.fixed(score, 2);
    }

    private static String verdict(@Nullable ReplyOutcome outcome, @Nullable HeldOutReply start) {
        if (outcome == null || start == null || start.outcome() == null) {
            return "";
        }
        double judge = outcome.judge();
        double before = start.outcome().judge();
        if (Double.isNaN(judge) || Double.isNaN(before)) {
            return "not judged";
        }
        int order = Double.compare(judge, before);
        return order > 0 ? "better" : order < 0 ? "worse" : "as good";
    }
}
