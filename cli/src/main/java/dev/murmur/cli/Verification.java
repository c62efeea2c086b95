package dev.murmur.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import dev.murmur.verify.Check;
import dev.murmur.verify.Fixture;
import dev.murmur.verify.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// What was compared with the reference implementation, for people and for programs.
record Verification(List<Fixture> fixtures) {
    private static final int NOTE = 160;

    /// Whether something was compared and nothing differs or was left out.
    boolean passed() {
        return fixtures.stream().allMatch(f -> f.passed() || f.absent())
                && fixtures.stream().anyMatch(Fixture::passed);
    }

    String json() throws JsonProcessingException {
        var object = new LinkedHashMap<String, Object>();
        object.put("passed", passed());
        object.put("fixtures", fixtures.stream().map(Verification::tree).toList());
        return JsonMapper.builder()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .build()
                .writeValueAsString(object);
    }

    private static LinkedHashMap<String, Object> tree(Fixture fixture) {
        var object = new LinkedHashMap<String, Object>();
        object.put("name", fixture.name());
        object.put("passed", fixture.passed());
        object.put("checks", fixture.checks().stream().map(Verification::tree).toList());
        return object;
    }

    private static LinkedHashMap<String, Object> tree(Check check) {
        var object = new LinkedHashMap<String, Object>();
        object.put("what", check.what());
        object.put("outcome", check.outcome().toString());
        object.put("compared", check.compared());
        object.put("difference", check.difference());
        object.put("tolerance", check.tolerance());
        object.put("note", check.note());
        return object;
    }

    /// One line a check, then why those that did not pass did not, then a summary.
    String table() {
        var text = new StringBuilder();
        text.append(
                AsciiTable.getTable(
                        AsciiTable.NO_BORDERS,
                        rows(),
                        List.of(
                                left("").with(Row::fixture),
                                left("what").with(row -> row.check.what()),
                                right("compared").with(row -> row.number(row.check.compared())),
                                right("difference").with(row -> row.number(row.check.difference())),
                                right("tolerance").with(row -> row.number(row.check.tolerance())),
                                left("outcome").with(row -> row.check.outcome().toString()))));
        for (Fixture fixture : fixtures) {
            for (Check check : fixture.checks()) {
                if (!check.note().isEmpty()) {
                    text.append(System.lineSeparator()).append(note(fixture, check));
                }
            }
        }
        return text.append(System.lineSeparator()).append(summary()).toString();
    }

    /// A check, and its fixture's name if it is the first there.
    private record Row(String fixture, Check check) {
        String number(int value) {
            return check.compared() == 0 ? "" : Integer.toString(value);
        }

        String number(double value) {
            if (check.compared() == 0) {
                return "";
            }
            return value == Math.rint(value)
                    ? Long.toString(Math.round(value))
                    : String.format(Locale.ROOT, "%.1e", value);
        }
    }

    private List<Row> rows() {
        var rows = new ArrayList<Row>();
        for (Fixture fixture : fixtures) {
            String name = fixture.name();
            for (Check check : fixture.checks()) {
                rows.add(new Row(name, check));
                name = "";
            }
        }
        return rows;
    }

    private static String note(Fixture fixture, Check check) {
        String what = check.what().isEmpty() ? "" : ", " + check.what();
        String note = check.note();
        return fixture.name()
                + what
                + ": "
                + (note.length() > NOTE ? note.substring(0, NOTE) + "..." : note);
    }

    private String summary() {
        String others =
                Arrays.stream(Outcome.values())
                        .filter(outcome -> outcome != Outcome.PASSED)
                        .map(this::count)
                        .filter(text -> !text.isEmpty())
                        .collect(Collectors.joining());
        return fixtures.stream().filter(Fixture::passed).count()
                + " of "
                + fixtures.stream().filter(f -> !f.absent()).count()
                + " passed"
                + others;
    }

    /// The fixtures with an outcome, by name.
    private String count(Outcome outcome) {
        String names =
                fixtures.stream()
                        .filter(f -> f.checks().stream().anyMatch(c -> c.outcome() == outcome))
                        .filter(f -> outcome != Outcome.ABSENT || f.absent())
                        .map(Fixture::name)
                        .collect(Collectors.joining(", "));
        return names.isEmpty() ? "" : "; " + outcome + ": " + names;
    }

    private static Column left(String header) {
        return new Column()
                .header(header)
                .headerAlign(HorizontalAlign.LEFT)
                .dataAlign(HorizontalAlign.LEFT);
    }

    private static Column right(String header) {
        return new Column()
                .header(header)
                .headerAlign(HorizontalAlign.RIGHT)
                .dataAlign(HorizontalAlign.RIGHT);
    }
}
