package dev.murmur.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/// ARC, the challenge set (Clark et al. 2018): rows of `question`, `choices.text`, `choices.label`
/// and `answerKey`.
record ArcChallenge() implements ChoiceTask {
    @Override
    public String name() {
        return "arc_challenge";
    }

    @Override
    public String source() {
        return "ARC-Challenge of allenai/ai2_arc";
    }

    @Override
    public int published() {
        return 1172;
    }

    @Override
    public Splits splits() {
        return new Splits("test", "train");
    }

    @Override
    public Shots shots() {
        return new Shots(25, Draw.DRAWN);
    }

    @Override
    public String context(JsonNode row, int choice) {
        return "Question: " + Cells.text(row, "question") + "\nAnswer:";
    }

    @Override
    public String answer(JsonNode row, int choice) {
        return Cells.texts(row.path("choices"), "text").get(choice);
    }

    @Override
    public List<Boolean> gold(JsonNode row) {
        String key = Cells.text(row, "answerKey");
        return Cells.one(row, Cells.texts(row.path("choices"), "label").indexOf(key), answers(row));
    }

    private static int answers(JsonNode row) {
        return Cells.texts(row.path("choices"), "text").size();
    }

    @Override
    public List<ChoiceMetric> metrics() {
        return List.of(ChoiceMetric.ACC_NORM, ChoiceMetric.ACC);
    }
}
