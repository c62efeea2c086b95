package dev.murmur.benchmark;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.murmur.benchmark.BenchmarkResult.Unit;
import dev.murmur.benchmark.MtBench.Rated;
import dev.murmur.evaluation.Estimate;
import dev.murmur.judge.ChatAnswer;
import dev.murmur.judge.ChatRequest;
import dev.murmur.metrics.RunContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// MT-Bench, single answers graded (Zheng et al. 2023, arXiv 2306.05685; FastChat's `llm_judge`):
/// 80 questions of two turns in eight categories. A judge rates each turn from 1 to 10: the first
/// by itself, the second with both in view; where there is a right answer it sees a reference.
///
/// A rating off the scale is none here; FastChat takes any number.
final class MtBench implements ChatBenchmark<Rated> {
    static final String NAME = "mt_bench";
    private static final String SCORE = "score";
    private static final Pattern RATING = Pattern.compile("\\[\\[(\\d+\\.?\\d*)]]");

    /// Where there is none of the first kind.
    private static final Pattern BARE_RATING = Pattern.compile("\\[(\\d+\\.?\\d*)]");

    private final MtBenchFiles files;

    private MtBench(MtBenchFiles files) {
        this.files = files;
    }

    static MtBench read(BenchmarkFolder data) {
        var bench = new MtBench(MtBenchFiles.read(data));
        bench.files
                .questions()
                .forEach(question -> {
                    bench.prompt(question, 0);
                    bench.prompt(question, 1);
                });
        return bench;
    }

    /// What a judge said of one turn.
    ///
    /// @param rating from 1 to 10; null if there is none in the words
    record Judgement(String prompt, String asked, String words, @Nullable Double rating) {}

    /// What a judge said of a question's turns.
    record Rated(List<Judgement> turns) {}

    @Override
    public List<ChatQuestion> questions() {
        return files.questions();
    }

    @Override
    public Map<String, List<String>> replies(Path folder) {
        return FastChatFiles.replies(folder, MtBenchFiles::turns);
    }

    @Override
    public boolean takesReward() {
        return false;
    }

    private JudgePrompt prompt(ChatQuestion question, int turn) {
        String name = promptName(question, turn);
        return turn == 0
                ? files.prompt(name, "question", "answer")
                : files.prompt(name, "question_1", "answer_1", "question_2", "answer_2");
    }

    private static String promptName(ChatQuestion question, int turn) {
        return (MtBenchFiles.hasReference(question) ? "single-math-v1" : "single-v1")
                + (turn == 0 ? "" : "-multi-turn");
    }

    @Override
    public List<Rated> judge(
            List<Exchange> exchanges, Examiner examiner, int run, RunContext context) {
        var judge = (Examiner.Chat) examiner;
        var requests = new ArrayList<ChatRequest>();
        for (Exchange exchange : exchanges) {
            for (int turn = 0; turn < 2; turn++) {
                Map<String, String> shown = files.shown(exchange.question());
                List<String> replies = exchange.reply().turns();
                shown.put("answer", replies.getFirst());
                shown.put("answer_1", replies.getFirst());
                shown.put("answer_2", replies.get(1));
                requests.add(
                        judge.judge()
                                .request(prompt(exchange.question(), turn).messages(shown), run));
            }
        }
        List<ChatAnswer> answers = judge.ask(requests, NAME, context);
        return IntStream.range(0, exchanges.size())
                .mapToObj(i ->
                        new Rated(
                                IntStream.range(0, 2)
                                        .mapToObj(turn ->
                                                judgement(
                                                        promptName(
                                                                exchanges.get(i).question(), turn),
                                                        requests.get(2 * i + turn),
                                                        answers.get(2 * i + turn)))
                                        .toList()))
                .toList();
    }

    private static Judgement judgement(String prompt, ChatRequest request, ChatAnswer answer) {
        return new Judgement(prompt, request.question(), answer.text(), rating(answer.text()));
    }

    /// FastChat's rule: the first `[[7]]`, else the first `[7]`.
    static @Nullable Double rating(String words) {
        Matcher found = RATING.matcher(words);
        Matcher bare = BARE_RATING.matcher(words);
        if (!found.find() && !bare.find()) {
            return null;
        }
        double rating = Double.parseDouble((found.hasMatch() ? found : bare).group(1));
        return rating >= 1 && rating <= 10 ? rating : null;
    }

    @Override
    public Figures figures(List<List<Exchange>> runs, List<List<Rated>> judged) {
        List<ChatQuestion> questions = runs.getFirst().stream().map(Exchange::question).toList();
        var outcomes = new ArrayList<QuestionOutcome>();
        for (int i = 0; i < questions.size(); i++) {
            outcomes.add(outcome(i, runs, judged));
        }
        var metrics = new TreeMap<String, Estimate>();
        metrics.put(SCORE, Outcomes.of(outcomes));
        metrics.put("turn_1", turn(0, judged));
        metrics.put("turn_2", turn(1, judged));
        return new Figures(
                SCORE,
                Unit.RATING,
                Outcomes.counted(outcomes).size(),
                metrics,
                Outcomes.bySubject(outcomes, SCORE),
                counts(runs, judged),
                outcomes);
    }

    private static QuestionOutcome outcome(
            int question, List<List<Exchange>> runs, List<List<Rated>> judged) {
        Exchange exchange = runs.getFirst().get(question);
        List<Judgement> judgements =
                judged.stream().flatMap(run -> run.get(question).turns().stream()).toList();
        double[] ratings = ratings(judgements);
        return new QuestionOutcome(
                exchange.question().subject(),
                exchange.question().id(),
                ratings.length == 0 ? null : Arrays.stream(ratings).average().orElseThrow(),
                Math.max(1, ratings.length),
                exchange.asked(),
                List.of(new QuestionOutcome.Text("model", Exchange.shown(exchange.reply()))),
                judgements.stream()
                        .map(one -> new QuestionOutcome.Text(one.prompt(), one.words()))
                        .toList());
    }

    private static double[] ratings(List<Judgement> judgements) {
        return judgements.stream()
                .map(Judgement::rating)
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .toArray();
    }

    private static Estimate turn(int turn, List<List<Rated>> judged) {
        return Estimate.of(
                ratings(
                        judged.stream()
                                .flatMap(run -> run.stream().map(rated -> rated.turns().get(turn)))
                                .toList()));
    }

    private static SortedMap<String, Integer> counts(
            List<List<Exchange>> runs, List<List<Rated>> judged) {
        List<Judgement> all =
                judged.stream()
                        .flatMap(run -> run.stream().flatMap(rated -> rated.turns().stream()))
                        .toList();
        SortedMap<String, Integer> counts = Outcomes.counts(runs);
        counts.put("judgements", all.size());
        counts.put("unread", (int) all.stream().filter(one -> one.rating() == null).count());
        return counts;
    }

    @Override
    public void export(
            Path folder, String model, String judge, List<Exchange> exchanges, List<Rated> judged) {
        var judgements = new ArrayList<ObjectNode>();
        for (int i = 0; i < exchanges.size(); i++) {
            for (int turn = 0; turn < 2; turn++) {
                Judgement one = judged.get(i).turns().get(turn);
                ObjectNode row = FastChatFiles.row(exchanges.get(i).question().id());
                row.put("model", model);
                row.putArray("judge").add(judge).add(one.prompt());
                row.put("user_prompt", one.asked());
                row.put("judgment", one.words());
                row.put("score", one.rating() == null ? -1 : one.rating());
                row.put("turn", turn + 1);
                judgements.add(row);
            }
        }
        FastChatFiles.write(folder.resolve("model_judgment.jsonl"), judgements);
        FastChatFiles.writeReplies(folder, model, exchanges);
    }
}
