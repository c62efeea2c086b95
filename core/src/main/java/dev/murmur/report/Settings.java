package dev.murmur.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/// What was run: the recipes and manifests of the arms beside each other.
final class Settings {
    /// Last parts of the keys that tell one run from another, whatever section they stand in.
    private static final Set<String> KEY_FACTS =
            Set.of(
                    "kind",
                    "seed",
                    "iterations",
                    "reference",
                    "type",
                    "beta",
                    "alpha",
                    "ties",
                    "learning_rate",
                    "batch_size",
                    "epochs",
                    "steps",
                    "n",
                    "temperature",
                    "per_iteration",
                    "select",
                    "min_margin",
                    "rule",
                    "path");

    private final List<Run> runs;

    Settings(List<Run> runs) {
        this.runs = runs;
    }

    /// A key with its value in each arm.
    ///
    /// @param differs whether the arms differ in it
    record Row(String key, List<String> values, boolean differs) {}

    /// Key facts, and whatever the arms differ in.
    List<Row> facts() {
        return rows(
                Run::recipe,
                row -> row.differs || KEY_FACTS.contains(row.key.replaceAll(".*\\.", "")));
    }

    List<Row> recipe() {
        return rows(Run::recipe, _ -> true);
    }

    List<Row> manifest() {
        return rows(Run::manifest, _ -> true);
    }

    private List<Row> rows(Function<Run, Map<String, String>> source, Predicate<Row> wanted) {
        return rows(runs.stream().map(source).toList()).stream().filter(wanted).toList();
    }

    /// Every key of any column, in their order, with its value in each.
    static List<Row> rows(List<Map<String, String>> columns) {
        var keys = new LinkedHashSet<String>();
        columns.forEach(column -> keys.addAll(column.keySet()));
        var rows = new ArrayList<Row>();
        for (String key : keys) {
            List<String> values =
                    columns.stream()
                            .map(column -> column.getOrDefault(key, Format.MISSING))
                            .toList();
            rows.add(new Row(key, values, values.stream().distinct().count() > 1));
        }
        return rows;
    }
}
