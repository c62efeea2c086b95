package dev.murmur.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// HellaSwag (Zellers et al. 2019): rows of `activity_label`, `ctx_a`, `ctx_b`, `endings` and
/// `label`.
record HellaSwag() implements ChoiceTask {
    /// Left by the WikiHow part of the data.
    private static final Pattern BRACKETS = Pattern.compile("\\[.*?]");

    @Override
    public String name() {
        return "hellaswag";
    }

    @Override
    public String source() {
        return "Rowan/hellaswag";
    }

    @Override
    public int published() {
        return 10_042;
    }

    @Override
    public Splits splits() {
        return new Splits("validation", "train");
    }

    @Override
    public Shots shots() {
        return new Shots(10, Draw.DRAWN_WITH_ONE_TO_SPARE);
    }

    @Override
    public String context(JsonNode row, int choice) {
        return clean(
                Cells.text(row, "activity_label")
                        + ": "
                        + Cells.text(row, "ctx_a")
                        + " "
                        + capitalised(Cells.text(row, "ctx_b")));
    }

    @Override
    public String answer(JsonNode row, int choice) {
        return clean(Cells.texts(row, "endings").get(choice));
    }

    @Override
    public List<Boolean> gold(JsonNode row) {
        return Cells.one(row, Cells.whole(row, "label"), Cells.texts(row, "endings").size());
    }

    @Override
    public List<ChoiceMetric> metrics() {
        return List.of(ChoiceMetric.ACC_NORM, ChoiceMetric.ACC);
    }

    private static String clean(String text) {
        String open = text.strip().replace(" [title]", ". ");
        return BRACKETS.matcher(open).replaceAll("").replace("  ", " ");
    }

    /// As Python's `capitalize`: the first letter large, all others small.
    private static String capitalised(String text) {
        if (text.isEmpty()) {
            return text;
        }
        int end = text.offsetByCodePoints(0, 1);
        return Character.toString(Character.toTitleCase(text.codePointAt(0)))
                + text.substring(end).toLowerCase(Locale.ROOT);
    }
}
