package dev.murmur.benchmark;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.murmur.benchmark.BenchmarkResult.Unit;
import dev.murmur.benchmark.MtBenchPairwise.Compared;
import dev.murmur.evaluation.Estimate;
import dev.murmur.judge.ChatAnswer;
import dev.murmur.judge.ChatRequest;
import dev.murmur.judge.Verdict;
import dev.murmur.metrics.RunContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// MT-Bench, two models compared (Zheng et al. 2023, arXiv 2306.05685; FastChat's `llm_judge` in
/// mode `pairwise-baseline`): a judge sees both answers to a turn, once in each order; both must
/// agree, else it is a tie.
///
/// Words without one clear verdict are none here, and their turn counts nowhere; FastChat takes the
/// first of `[[A]]`, `[[B]]`, `[[C]]` that occurs anywhere, and a tie where one game has none.
final class MtBenchPairwise implements ChatBenchmark<Compared> {
    static final String NAME = "mt_bench_pairwise";
    private static final String ADJUSTED = "adjusted_win_rate";

    private final MtBenchFiles files;
    private final BaselineReplies baseline;

    private MtBenchPairwise(MtBenchFiles files, BaselineReplies baseline) {
        this.files = files;
        this.baseline = baseline;
    }

    static MtBenchPairwise read(BenchmarkFolder data) {
        MtBenchFiles files = MtBenchFiles.read(data);
        var bench =
                new MtBenchPairwise(
                        files, BaselineReplies.read(data, files.questions(), MtBenchFiles::turns));
        for (ChatQuestion question : files.questions()) {
            bench.prompt(question, 0);
            bench.prompt(question, 1);
        }
        return bench;
    }

    /// A turn, judged twice.
    ///
    /// @param first words about the model as A
    /// @param second words about the model as B
    /// @param verdict of both; the first is the model
    record Turn(String prompt, String first, String second, Verdict verdict) {}

    record Compared(List<Turn> turns) {}

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

    private static String promptName(ChatQuestion question, int turn) {
        return (MtBenchFiles.hasReference(question) ? "pair-math-v1" : "pair-v2")
                + (turn == 0 ? "" : "-multi-turn");
    }

    private JudgePrompt prompt(ChatQuestion question, int turn) {
        String name = promptName(question, turn);
        return turn == 0
                ? files.prompt(name, "question", "answer_a", "answer_b")
                : files.prompt(name, "answer_a_1", "answer_a_2", "answer_b_1", "answer_b_2");
    }

    @Override
    public List<Compared> judge(
            List<Exchange> exchanges, Examiner examiner, int run, RunContext context) {
        var judge = (Examiner.Chat) examiner;
        var requests = new ArrayList<ChatRequest>();
        for (Exchange exchange : exchanges) {
            List<String> own = exchange.reply().turns();
            List<String> theirs = baseline.to(exchange.question()).turns();
            for (int turn = 0; turn < 2; turn++) {
                JudgePrompt prompt = prompt(exchange.question(), turn);
                requests.add(
                        judge.judge()
                                .request(
                                        prompt.messages(shown(exchange.question(), own, theirs)),
                                        run));
                requests.add(
                        judge.judge()
                                .request(
                                        prompt.messages(shown(exchange.question(), theirs, own)),
                                        run));
            }
        }
        List<ChatAnswer> answers = judge.ask(requests, NAME, context);
        return IntStream.range(0, exchanges.size())
                .mapToObj(i ->
                        new Compared(
                                List.of(
                                        turn(
                                                exchanges.get(i),
                                                0,
                                                answers.subList(4 * i, 4 * i + 2)),
                                        turn(
                                                exchanges.get(i),
                                                1,
                                                answers.subList(4 * i + 2, 4 * i + 4)))))
                .toList();
    }

    private Map<String, String> shown(ChatQuestion question, List<String> a, List<String> b) {
        Map<String, String> shown = files.shown(question);
        shown.put("answer_a", a.getFirst());
        shown.put("answer_b", b.getFirst());
        for (int i = 0; i < 2; i++) {
            shown.put("answer_a_" + (i + 1), a.get(i));
            shown.put("answer_b_" + (i + 1), b.get(i));
        }
        return shown;
    }

    private static Turn turn(Exchange exchange, int turn, List<ChatAnswer> answers) {
        String first = answers.getFirst().text();
        String second = answers.getLast().text();
        return new Turn(
                promptName(exchange.question(), turn),
                first,
                second,
                Verdict.read(first).and(Verdict.read(second).swapped()));
    }

    @Override
    public Figures figures(List<List<Exchange>> runs, List<List<Compared>> judged) {
        List<QuestionOutcome> outcomes =
                IntStream.range(0, runs.getFirst().size())
                        .mapToObj(i -> outcome(i, runs.getFirst().get(i), judged))
                        .toList();
        List<Verdict> verdicts = verdicts(judged);
        double[] wins = shares(verdicts, Verdict.FirstBetter.class);
        double[] losses = shares(verdicts, Verdict.SecondBetter.class);
        var metrics = new TreeMap<String, Estimate>();
        metrics.put(ADJUSTED, Outcomes.of(outcomes));
        metrics.put("win_rate", Estimate.of(wins));
        metrics.put("loss_rate", Estimate.of(losses));
        SortedMap<String, Integer> counts = Outcomes.counts(runs, baseline::to);
        counts.put("judgements", 2 * verdicts.size());
        counts.put("ties", (int) Arrays.stream(shares(verdicts, Verdict.Tie.class)).sum());
        counts.put(
                "unread",
                (int) verdicts.stream().filter(Verdict.Unparsed.class::isInstance).count());
        return new Figures(
                ADJUSTED,
                Unit.SHARE,
                Outcomes.counted(outcomes).size(),
                metrics,
                Outcomes.bySubject(outcomes, ADJUSTED),
                counts,
                outcomes);
    }

    private static List<Verdict> verdicts(List<List<Compared>> judged) {
        return judged.stream()
                .flatMap(List::stream)
                .flatMap(compared -> compared.turns().stream())
                .map(Turn::verdict)
                .toList();
    }

    /// 1 for each readable verdict that is of a kind, 0 for the others.
    private static double[] shares(List<Verdict> verdicts, Class<? extends Verdict> kind) {
        return verdicts.stream()
                .filter(verdict -> !(verdict instanceof Verdict.Unparsed))
                .mapToDouble(verdict -> kind.isInstance(verdict) ? 1 : 0)
                .toArray();
    }

    private QuestionOutcome outcome(int i, Exchange exchange, List<List<Compared>> judged) {
        List<Turn> turns = judged.stream().flatMap(run -> run.get(i).turns().stream()).toList();
        double[] scores =
                turns.stream()
                        .map(Turn::verdict)
                        .filter(verdict -> !(verdict instanceof Verdict.Unparsed))
                        .mapToDouble(Verdict::preference)
                        .toArray();
        return new QuestionOutcome(
                exchange.question().subject(),
                exchange.question().id(),
                scores.length == 0 ? null : Arrays.stream(scores).average().orElseThrow(),
                Math.max(1, scores.length),
                exchange.asked(),
                List.of(
                        new QuestionOutcome.Text("model", Exchange.shown(exchange.reply())),
                        new QuestionOutcome.Text(
                                "baseline", Exchange.shown(baseline.to(exchange.question())))),
                turns.stream()
                        .flatMap(turn ->
                                Stream.of(
                                        new QuestionOutcome.Text(
                                                turn.prompt() + ", model first", turn.first()),
                                        new QuestionOutcome.Text(
                                                turn.prompt() + ", baseline first", turn.second())))
                        .toList());
    }

    @Override
    public void export(
            Path folder,
            String model,
            String judge,
            List<Exchange> exchanges,
            List<Compared> judged) {
        var rows = new ArrayList<ObjectNode>();
        for (int i = 0; i < exchanges.size(); i++) {
            List<Turn> turns = judged.get(i).turns();
            for (int turn = 0; turn < turns.size(); turn++) {
                Turn one = turns.get(turn);
                ObjectNode row = FastChatFiles.row(exchanges.get(i).question().id());
                row.put("model_1", model);
                row.put("model_2", "baseline");
                row.put("g1_winner", winner(Verdict.read(one.first())));
                row.put("g2_winner", winner(Verdict.read(one.second()).swapped()));
                row.putArray("judge").add(judge).add(one.prompt());
                row.put("g1_judgment", one.first());
                row.put("g2_judgment", one.second());
                row.put("turn", turn + 1);
                rows.add(row);
            }
        }
        FastChatFiles.write(folder.resolve("model_judgment.jsonl"), rows);
        FastChatFiles.writeReplies(folder, model, exchanges);
    }

    private static String winner(Verdict verdict) {
        return switch (verdict) {
            case Verdict.FirstBetter _ -> "model_1";
            case Verdict.SecondBetter _ -> "model_2";
            case Verdict.Tie _ -> "tie";
            case Verdict.Unparsed _ -> "error";
        };
    }
}
