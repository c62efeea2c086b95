package dev.murmur.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;

/// Mostly Basic Python Problems (Austin et al. 2021): rows of `task_id`, `text`, `code` and
/// `test_list`, the first three of whose tests are shown and run.
record Mbpp() implements GeneratedTask {
    /// The problems that are always shown.
    private static final Set<Integer> SHOWN = Set.of(2, 3, 4);

    private static final int TESTS = 3;

    @Override
    public String name() {
        return "mbpp";
    }

    @Override
    public String source() {
        return "full of google-research-datasets/mbpp";
    }

    @Override
    public int published() {
        return 500;
    }

    @Override
    public Splits splits() {
        return new Splits("test", "prompt");
    }

    @Override
    public Shots shots() {
        return new Shots(SHOWN.size(), Draw.FIRST);
    }

    @Override
    public List<BenchmarkRow> examples(List<BenchmarkRow> rows) {
        return rows.stream()
                .filter(row -> SHOWN.contains(row.read(json -> Cells.whole(json, "task_id"))))
                .toList();
    }

    @Override
    public String id(JsonNode row, int number) {
        return Integer.toString(Cells.whole(row, "task_id"));
    }

    @Override
    public String asked(JsonNode row) {
        return "You are an expert Python programmer, and here is your task: "
                + Cells.text(row, "text")
                + " Your code should pass these tests:\n\n"
                + reference(row)
                + "\n[BEGIN]\n";
    }

    @Override
    public String solution(JsonNode row) {
        return Cells.text(row, "code") + "\n[DONE]";
    }

    @Override
    public String reference(JsonNode row) {
        List<String> tests = Cells.texts(row, "test_list");
        if (tests.size() < TESTS) {
            throw Cells.wrong(row, "test_list", "a list of at least " + TESTS + " tests");
        }
        return String.join("\n", tests.subList(0, TESTS));
    }

    @Override
    public List<String> stops() {
        return List.of("[DONE]");
    }

    @Override
    public int maxNewTokens() {
        return 256;
    }

    @Override
    public Grader grader() {
        return ProgramGrader.open(false);
    }
}
