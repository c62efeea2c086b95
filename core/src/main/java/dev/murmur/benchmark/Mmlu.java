package dev.murmur.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;

/// MMLU (Hendrycks et al. 2021), a file a subject: rows of `question`, `choices` and `answer`.
record Mmlu() implements ChoiceTask {
    private static final List<String> LETTERS = List.of("A", "B", "C", "D");

    @Override
    public String name() {
        return "mmlu";
    }

    @Override
    public String source() {
        return "cais/mmlu, a folder a subject";
    }

    @Override
    public int published() {
        return 14_042;
    }

    @Override
    public boolean hasSubjects() {
        return true;
    }

    @Override
    public Set<String> otherFolders() {
        return Set.of("all", "auxiliary_train");
    }

    @Override
    public Splits splits() {
        return new Splits("test", "dev");
    }

    @Override
    public Shots shots() {
        return new Shots(5, Draw.FIRST);
    }

    @Override
    public String description(String subject) {
        return "The following are multiple choice questions (with answers) about "
                + subject.replace('_', ' ')
                + ".\n\n";
    }

    @Override
    public String context(JsonNode row, int choice) {
        var text = new StringBuilder(Cells.text(row, "question").strip());
        List<String> choices = Cells.texts(row, "choices");
        for (int i = 0; i < LETTERS.size(); i++) {
            text.append('\n').append(LETTERS.get(i)).append(". ").append(choices.get(i));
        }
        return text.append("\nAnswer:").toString();
    }

    @Override
    public String answer(JsonNode row, int choice) {
        return LETTERS.get(choice);
    }

    @Override
    public List<Boolean> gold(JsonNode row) {
        return Cells.one(row, Cells.whole(row, "answer"), LETTERS.size());
    }

    @Override
    public List<ChoiceMetric> metrics() {
        return List.of(ChoiceMetric.ACC);
    }
}
