package dev.murmur.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import dev.murmur.benchmark.MatchGrader.Rule;
import java.util.List;
import java.util.regex.Pattern;

/// Grade School Math (Cobbe et al. 2021): rows of `question` and `answer`, whose last line is
/// `####` and a number.
record Gsm8k() implements GeneratedTask {
    private static final Pattern STRICT = Pattern.compile("#### (-?[0-9.,]+)");
    private static final Pattern FLEXIBLE = Pattern.compile("(-?[$0-9.,]{2,})|(-?[0-9]+)");

    @Override
    public String name() {
        return "gsm8k";
    }

    @Override
    public String source() {
        return "main of openai/gsm8k";
    }

    @Override
    public int published() {
        return 1319;
    }

    @Override
    public Splits splits() {
        return new Splits("test", "train");
    }

    @Override
    public Shots shots() {
        return new Shots(5, Draw.DRAWN);
    }

    @Override
    public String asked(JsonNode row) {
        return "Question: " + Cells.text(row, "question") + "\nAnswer:";
    }

    @Override
    public String solution(JsonNode row) {
        return " " + reference(row);
    }

    @Override
    public String reference(JsonNode row) {
        return Cells.text(row, "answer");
    }

    @Override
    public List<String> stops() {
        return List.of("Question:", "</s>", "<|im_end|>");
    }

    @Override
    public int maxNewTokens() {
        return 256;
    }

    @Override
    public Grader grader() {
        return new MatchGrader(
                List.of(new Rule("strict", STRICT, false), new Rule("flexible", FLEXIBLE, true)),
                List.of(
                        Pattern.compile(","),
                        Pattern.compile("\\$"),
                        Pattern.compile("(?s).*#### "),
                        Pattern.compile("(?d)\\.$")));
    }
}
