package dev.murmur.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import dev.murmur.data.DataException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// MT-Bench's data, in FastChat's files.
///
/// @param references answers to the questions that have a right one, by question
/// @param prompts the judge's, by name
record MtBenchFiles(
        List<ChatQuestion> questions,
        Map<String, List<String>> references,
        Map<String, JudgePrompt> prompts) {
    private static final int MAX_NEW_TOKENS = 1024;
    private static final double USUAL_TEMPERATURE = 0.7;

    /// Of categories; others have the usual one.
    private static final Map<String, Double> TEMPERATURES =
            Map.of(
                    "writing", 0.7,
                    "roleplay", 0.7,
                    "extraction", 0.0,
                    "math", 0.0,
                    "coding", 0.0,
                    "reasoning", 0.0,
                    "stem", 0.1,
                    "humanities", 0.1);

    /// Categories whose judge sees a reference answer.
    private static final List<String> WITH_REFERENCE = List.of("math", "reasoning", "coding");

    static MtBenchFiles read(BenchmarkFolder data) {
        List<ChatQuestion> questions =
                data.rows("", "question").stream()
                        .map(row -> row.read(MtBenchFiles::question))
                        .toList();
        Map<String, List<String>> references =
                BaselineReplies.answers(data.rows("", "reference"), MtBenchFiles::turns);
        for (ChatQuestion question : questions) {
            if (WITH_REFERENCE.contains(question.subject())
                    && !references.containsKey(question.id())) {
                throw new DataException(
                        "the references have no answer to question "
                                + question.id()
                                + " ("
                                + question.subject()
                                + "), which its judge must see; is reference.jsonl whole?");
            }
        }
        var prompts = new LinkedHashMap<String, JudgePrompt>();
        for (BenchmarkRow row : data.rows("", "judge_prompts")) {
            JudgePrompt prompt = row.read(json -> prompt(row.where(), json));
            prompts.put(row.read(json -> Cells.text(json, "name")), prompt);
        }
        return new MtBenchFiles(questions, references, prompts);
    }

    private static ChatQuestion question(JsonNode row) {
        String category = Cells.text(row, "category");
        return new ChatQuestion(
                Cells.id(row, "question_id"),
                category,
                turns(row),
                TEMPERATURES.getOrDefault(category, USUAL_TEMPERATURE),
                MAX_NEW_TOKENS);
    }

    /// Both, of a question or of an answer.
    static List<String> turns(JsonNode row) {
        List<String> turns = Cells.texts(row, "turns");
        if (turns.size() != 2) {
            throw Cells.wrong(row, "turns", "two texts");
        }
        return turns;
    }

    private static JudgePrompt prompt(String where, JsonNode row) {
        return new JudgePrompt(
                where + " (" + Cells.text(row, "name") + ")",
                Cells.text(row, "system_prompt"),
                Cells.text(row, "prompt_template"));
    }

    /// Whether the judge sees a reference answer.
    static boolean hasReference(ChatQuestion question) {
        return WITH_REFERENCE.contains(question.subject());
    }

    /// @throws DataException if it is not in `judge_prompts.jsonl`, or has not these names
    JudgePrompt prompt(String name, String... names) {
        JudgePrompt prompt = prompts.get(name);
        if (prompt == null) {
            throw new DataException(
                    "judge_prompts.jsonl has no prompt '" + name + "'; it has " + prompts.keySet());
        }
        return prompt.requireNames(names);
    }

    /// What every prompt about a question may show.
    Map<String, String> shown(ChatQuestion question) {
        var shown = new LinkedHashMap<String, String>();
        shown.put("question", question.turns().getFirst());
        var all = new ArrayList<>(question.turns());
        for (int i = 0; i < all.size(); i++) {
            shown.put("question_" + (i + 1), all.get(i));
        }
        List<String> reference = references.getOrDefault(question.id(), List.of());
        for (int i = 0; i < reference.size(); i++) {
            shown.put("ref_answer_" + (i + 1), reference.get(i));
        }
        return shown;
    }
}
