package dev.murmur.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/// Winogrande (Sakaguchi et al. 2019): rows of `sentence` with a gap `_`, `option1`, `option2` and
/// `answer`. An option fills the gap, and what counts is the log-probability of the rest.
record Winogrande() implements ChoiceTask {
    @Override
    public String name() {
        return "winogrande";
    }

    @Override
    public String source() {
        return "winogrande_xl of allenai/winogrande";
    }

    @Override
    public int published() {
        return 1267;
    }

    @Override
    public Splits splits() {
        return new Splits("validation", "train");
    }

    @Override
    public Shots shots() {
        return new Shots(5, Draw.DRAWN_WITH_ONE_TO_SPARE);
    }

    @Override
    public String context(JsonNode row, int choice) {
        String sentence = Cells.text(row, "sentence");
        return sentence.substring(0, gap(row, sentence))
                + Cells.text(row, choice == 0 ? "option1" : "option2");
    }

    @Override
    public String answer(JsonNode row, int choice) {
        String sentence = Cells.text(row, "sentence");
        return sentence.substring(gap(row, sentence) + 1).strip();
    }

    @Override
    public List<Boolean> gold(JsonNode row) {
        return Cells.one(row, Cells.whole(row, "answer") - 1, 2);
    }

    @Override
    public List<ChoiceMetric> metrics() {
        return List.of(ChoiceMetric.ACC);
    }

    private static int gap(JsonNode row, String sentence) {
        int gap = sentence.indexOf('_');
        if (gap < 0) {
            throw Cells.wrong(row, "sentence", "a text with a gap '_'");
        }
        return gap;
    }
}
