package dev.murmur.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/// HumanEval (Chen et al. 2021): rows of `task_id`, `prompt` (the head of a function), `test`
/// (which defines `check`) and `entry_point`. The model writes the function's body.
record HumanEval() implements GeneratedTask {
    @Override
    public String name() {
        return "humaneval";
    }

    @Override
    public String source() {
        return "openai/openai_humaneval";
    }

    @Override
    public int published() {
        return 164;
    }

    @Override
    public Splits splits() {
        return new Splits("test", "");
    }

    @Override
    public Shots shots() {
        return Shots.NONE;
    }

    @Override
    public String id(JsonNode row, int number) {
        return Cells.text(row, "task_id");
    }

    @Override
    public String asked(JsonNode row) {
        return Cells.text(row, "prompt");
    }

    @Override
    public String reference(JsonNode row) {
        return Cells.text(row, "test") + "\ncheck(" + Cells.text(row, "entry_point") + ")";
    }

    @Override
    public List<String> stops() {
        return List.of("\nclass", "\ndef", "\n#", "\nif", "\nprint");
    }

    @Override
    public int maxNewTokens() {
        return 1024;
    }

    @Override
    public Grader grader() {
        return ProgramGrader.open(true);
    }
}
