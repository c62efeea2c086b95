package dev.murmur.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.murmur.judge.ChatAnswer;
import dev.murmur.judge.ChatRequest;
import dev.murmur.judge.Judge;
import dev.murmur.judge.ServicePanel;
import dev.murmur.metrics.RunContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/// Made-up data of the chat benchmarks' formats, a model of ready answers and a judge of rules.
public final class ChatWorld {
    private static final ObjectMapper JSON = new JsonMapper();
    static final List<String> CATEGORIES = List.of("writing", "math", "stem");

    /// Of each category.
    static final int QUESTIONS = 2;

    static final int INSTRUCTIONS = 12;

    final Path folder;
    final Queue<ChatRequest> judged = new ConcurrentLinkedQueue<>();
    final List<String> asked = new ArrayList<>();

    public ChatWorld(Path folder) {
        this.folder = folder;
    }

    /// Where a benchmark's data lies.
    public Path data() {
        return folder.resolve("data");
    }

    public ChatWorld mtBench() {
        var questions = new ArrayList<Object>();
        var references = new ArrayList<Object>();
        var baseline = new ArrayList<Object>();
        int id = 81;
        for (String category : CATEGORIES) {
            for (int i = 0; i < QUESTIONS; i++, id++) {
                questions.add(
                        Map.of(
                                "question_id",
                                id,
                                "category",
                                category,
                                "turns",
                                List.of("first " + id, "second " + id)));
                baseline.add(answer(id, List.of("base one " + id, "base two " + id)));
                if (category.equals("math")) {
                    references.add(answer(id, List.of("right one " + id, "right two " + id)));
                }
            }
        }
        write("mt_bench/question.jsonl", questions);
        write("mt_bench/reference.jsonl", references);
        write("mt_bench/baseline.jsonl", baseline);
        write(
                "mt_bench/judge_prompts.jsonl",
                List.of(
                        prompt("single-v1", "Q {question} A {answer}."),
                        prompt("single-math-v1", "Q {question} R {ref_answer_1} A {answer}."),
                        prompt(
                                "single-v1-multi-turn",
                                "Q {question_1} A {answer_1} Q {question_2} A {answer_2}."),
                        prompt(
                                "single-math-v1-multi-turn",
                                "R {ref_answer_2} Q {question_1} A {answer_1} Q {question_2} A"
                                        + " {answer_2}."),
                        prompt("pair-v2", "{question}: {answer_a} or {answer_b}?"),
                        prompt("pair-math-v1", "{question}: {answer_a} or {answer_b}?"),
                        prompt(
                                "pair-v2-multi-turn",
                                "{question_2}: {answer_a_1} {answer_a_2} or {answer_b_1}"
                                        + " {answer_b_2}?"),
                        prompt(
                                "pair-math-v1-multi-turn",
                                "{question_2}: {answer_a_1} {answer_a_2} or {answer_b_1}"
                                        + " {answer_b_2}?")));
        return this;
    }

    private static Map<String, Object> answer(int id, List<?> turns) {
        return Map.of(
                "question_id",
                id,
                "model_id",
                "other",
                "choices",
                List.of(Map.of("index", 0, "turns", turns)));
    }

    private static Map<String, String> prompt(String name, String template) {
        return Map.of("name", name, "system_prompt", "Judge.", "prompt_template", template);
    }

    public ChatWorld arenaHard() {
        var questions = new ArrayList<Object>();
        var baseline = new ArrayList<Object>();
        for (int id = 0; id < INSTRUCTIONS; id++) {
            List<?> turns = List.of(Map.of("content", "question " + id));
            questions.add(Map.of("question_id", "q" + id, "turns", turns));
            baseline.add(
                    Map.of(
                            "question_id",
                            "q" + id,
                            "choices",
                            List.of(
                                    Map.of(
                                            "turns",
                                            List.of(Map.of("content", "**base** " + id))))));
        }
        write("arena_hard/question.jsonl", questions);
        write("arena_hard/baseline.jsonl", baseline);
        text(
                "arena_hard/judge_config.yaml",
                """
                name: judge config
                system_prompt: "Judge."
                prompt_template: ["{question_1}: {answer_1} or {answer_2}?"]
                """);
        return this;
    }

    public ChatWorld alpacaEval() {
        var instructions = new ArrayList<Object>();
        var baseline = new ArrayList<Object>();
        var difficulty = new StringBuilder(",instruction_difficulty\n");
        for (int i = 0; i < INSTRUCTIONS; i++) {
            instructions.add(Map.of("instruction", "instruction " + i, "dataset", "ours"));
            baseline.add(
                    Map.of(
                            "instruction",
                            "instruction " + i,
                            "output",
                            "base " + "x".repeat(i),
                            "generator",
                            "other"));
            difficulty.append(i).append(',').append((i % 5 - 2) / 2.0).append('\n');
        }
        write("alpaca_eval/alpaca_eval.jsonl", instructions);
        write("alpaca_eval/baseline.jsonl", baseline);
        text("alpaca_eval/instruction_difficulty.csv", difficulty.toString());
        text(
                "alpaca_eval/df_gamed.csv",
                """
                std_delta_len,instruction_difficulty,preference
                -1.5,0.5,0.45
                1.5,-0.5,0.55
                -1.0,0.0,0.4
                1.0,0.2,0.6
                0.3,-1.0,0.5
                """);
        text(
                "alpaca_eval/alpaca_eval_clf.txt",
                """
                <|im_start|>system
                Choose.
                <|im_end|>
                <|im_start|>user
                I: {instruction} m: [{output_1}] M: [{output_2}]
                <|im_end|>
                """);
        return this;
    }

    private void write(String name, List<?> rows) {
        var text = new StringBuilder();
        try {
            for (Object row : rows) {
                text.append(JSON.writeValueAsString(row)).append('\n');
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        text(name, text.toString());
    }

    void text(String name, String text) {
        try {
            Path file = data().resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ChatRun read(String benchmark) {
        return ChatRun.read(benchmark, data(), Optional.of(1000));
    }

    Path run() {
        return folder.resolve("run");
    }

    /// @param reply to a question's turn
    /// @param judge of what it is asked
    BenchmarkResult run(
            String benchmark,
            Function<String, String> reply,
            Function<ChatRequest, ChatAnswer> judge,
            int runs) {
        return read(benchmark).run(run(), parts(reply, chat(judge)), runs, RunContext.QUIET);
    }

    ChatRun.Parts parts(Function<String, String> reply, Examiner examiner) {
        return new ChatRun.Parts(
                "mine",
                () -> new Scripted(reply),
                Map.of("model", "mine"),
                () -> examiner,
                Map.of("judge's temperature", "0.0"));
    }

    Examiner chat(Function<ChatRequest, ChatAnswer> judge) {
        return new Examiner.Chat(
                new Judge("gpt", 0, 4096),
                new ServicePanel(
                        request -> {
                            judged.add(request);
                            return judge.apply(request);
                        },
                        2,
                        folder.resolve("cache")));
    }

    static ChatAnswer says(String words) {
        return new ChatAnswer(words, 10, 1);
    }

    /// A model of ready answers.
    private final class Scripted implements Replier {
        private final Function<String, String> reply;

        Scripted(Function<String, String> reply) {
            this.reply = reply;
        }

        @Override
        public List<ChatReply> reply(List<ChatQuestion> questions, int run, RunContext context) {
            return questions.stream()
                    .map(question -> {
                        asked.add(question.id());
                        return new ChatReply(
                                question.id(),
                                question.turns().stream().map(reply).toList(),
                                false);
                    })
                    .toList();
        }

        @Override
        public void close() {}
    }
}
