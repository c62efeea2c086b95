package dev.murmur.benchmark;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.murmur.benchmark.AlpacaChat.Preferred;
import dev.murmur.benchmark.BenchmarkResult.Unit;
import dev.murmur.data.AtomicFiles;
import dev.murmur.data.DataException;
import dev.murmur.evaluation.Estimate;
import dev.murmur.judge.ChatAnswer;
import dev.murmur.judge.ChatRequest;
import dev.murmur.metrics.RunContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// AlpacaEval 2 (Li et al. 2023; Dubois et al. 2024, arXiv 2404.04475; the annotator
/// `weighted_alpaca_eval_gpt4_turbo` of its code): 805 instructions, a baseline's replies, and a
/// judge that names the better of `m` and `M`, of whose log-probs the preference is made.
///
/// A reward model may judge instead: the preference is then the Bradley-Terry probability of its
/// scores, and the figures are not comparable with published ones.
final class AlpacaChat implements ChatBenchmark<Preferred> {
    static final String NAME = "alpaca_eval";
    private static final String MODEL = "model";
    private static final String OUTPUTS = "model_outputs.json";
    private static final String WIN_RATE = "win_rate";
    private static final String FIRST = "m";
    private static final String SECOND = "M";

    /// AlpacaEval prescribes none; these are what its models are mostly run with.
    private static final double TEMPERATURE = 0.7;

    private static final int MAX_NEW_TOKENS = 2048;
    private static final JsonMapper JSON = new JsonMapper();

    private final List<AlpacaInstruction> instructions;
    private final JudgePrompt prompt;
    private final AlpacaEval eval;

    /// @param preference for the model, between 0 and 1; NaN if the judge gave none
    /// @param words what the judge said, for people
    record Preferred(double preference, String words) {}

    private AlpacaChat(List<AlpacaInstruction> instructions, JudgePrompt prompt, AlpacaEval eval) {
        this.instructions = instructions;
        this.prompt = prompt;
        this.eval = eval;
    }

    static AlpacaChat read(BenchmarkFolder data) {
        return new AlpacaChat(
                AlpacaInstruction.read(data),
                prompt(data),
                AlpacaEval.open(
                        data.optional("instruction_difficulty"), data.optional("df_gamed")));
    }

    /// A text with turns between `<|im_start|>role` and `<|im_end|>`.
    private static JudgePrompt prompt(BenchmarkFolder data) {
        String name = "alpaca_eval_clf.txt";
        String system = "";
        String user = "";
        for (String turn : data.text(name).split("<\\|im_start\\|>", -1)) {
            String content = turn.split("<\\|im_end\\|>", 2)[0];
            if (turn.startsWith("system")) {
                system = content.substring("system".length()).strip();
            } else if (turn.startsWith("user")) {
                user = content.substring("user".length()).strip();
            }
        }
        if (user.isEmpty()) {
            throw new DataException(
                    name
                            + " has no turn of the user between <|im_start|>user and <|im_end|>; is"
                            + " it AlpacaEval's own file?");
        }
        return new JudgePrompt(name, system, user)
                .requireNames("instruction", "output_1", "output_2");
    }

    @Override
    public List<ChatQuestion> questions() {
        return instructions.stream()
                .map(one ->
                        new ChatQuestion(
                                Integer.toString(one.index()),
                                one.dataset(),
                                List.of(one.text()),
                                TEMPERATURE,
                                MAX_NEW_TOKENS))
                .toList();
    }

    @Override
    public Map<String, List<String>> replies(Path folder) {
        var byInstruction = new HashMap<String, String>();
        for (BenchmarkRow row : BenchmarkRow.all(folder.resolve(OUTPUTS))) {
            byInstruction.put(
                    row.read(json -> Cells.text(json, "instruction")),
                    row.read(json -> Cells.text(json, "output")));
        }
        var replies = new HashMap<String, List<String>>();
        for (AlpacaInstruction one : instructions) {
            String reply = byInstruction.get(one.text());
            if (reply != null) {
                replies.put(Integer.toString(one.index()), List.of(reply));
            }
        }
        return replies;
    }

    @Override
    public boolean takesReward() {
        return true;
    }

    @Override
    public List<Preferred> judge(
            List<Exchange> exchanges, Examiner examiner, int run, RunContext context) {
        return switch (examiner) {
            case Examiner.Chat chat -> ask(exchanges, chat, run, context);
            case Examiner.Reward reward -> compare(exchanges, reward, context);
        };
    }

    private List<Preferred> ask(
            List<Exchange> exchanges, Examiner.Chat judge, int run, RunContext context) {
        // Equal replies are a draw, and the judge is not asked.
        List<Exchange> asked = exchanges.stream().filter(one -> !isSame(one)).toList();
        List<ChatRequest> requests =
                asked.stream()
                        .map(one ->
                                judge.judge()
                                        .choice(
                                                prompt.messages(shown(one)),
                                                List.of(FIRST, SECOND),
                                                run))
                        .toList();
        List<ChatAnswer> answers = judge.ask(requests, NAME, context);
        var preferred = new ArrayList<Preferred>();
        int next = 0;
        for (Exchange exchange : exchanges) {
            preferred.add(
                    isSame(exchange)
                            ? new Preferred(0.5, "both replies are the same")
                            : preferred(exchange, answers.get(next++)));
        }
        return preferred;
    }

    private Preferred preferred(Exchange exchange, ChatAnswer answer) {
        boolean modelFirst = isSwitched(instruction(exchange).text());
        double first = firstBetter(answer.labelLogProbs());
        return new Preferred(
                modelFirst ? first : 1 - first,
                (modelFirst ? "model" : "baseline")
                        + " is m, the other M; log-probs "
                        + new TreeMap<>(answer.labelLogProbs()));
    }

    /// The probability of the first, given that it is one of the two; NaN if neither was among the
    /// likeliest tokens.
    private static double firstBetter(Map<String, Double> logProbs) {
        double first = Math.exp(logProbs.getOrDefault(FIRST, Double.NEGATIVE_INFINITY));
        double second = Math.exp(logProbs.getOrDefault(SECOND, Double.NEGATIVE_INFINITY));
        return first / (first + second);
    }

    private List<Preferred> compare(
            List<Exchange> exchanges, Examiner.Reward reward, RunContext context) {
        List<ChatReply> baseline =
                exchanges.stream().map(Exchange::question).map(this::baseline).toList();
        return Arrays.stream(reward.margins(exchanges, baseline, context))
                .mapToObj(margin ->
                        new Preferred(
                                1 / (1 + Math.exp(-margin)),
                                "score above the baseline's: " + margin))
                .toList();
    }

    private AlpacaInstruction instruction(Exchange exchange) {
        return instruction(exchange.question());
    }

    private AlpacaInstruction instruction(ChatQuestion question) {
        return instructions.get(Integer.parseInt(question.id()));
    }

    private ChatReply baseline(ChatQuestion question) {
        return new ChatReply(question.id(), List.of(instruction(question).baseline()), false);
    }

    private boolean isSame(Exchange exchange) {
        return exchange.reply().turns().getFirst().equals(instruction(exchange).baseline());
    }

    /// The baseline is output 1 unless a draw keyed by the instruction switches the two.
    private Map<String, String> shown(Exchange exchange) {
        AlpacaInstruction instruction = instruction(exchange);
        String reply = exchange.reply().turns().getFirst();
        boolean switched = isSwitched(instruction.text());
        return Map.of(
                "instruction", instruction.text(),
                "output_1", switched ? reply : instruction.baseline(),
                "output_2", switched ? instruction.baseline() : reply);
    }

    /// As AlpacaEval draws it with its usual seed.
    static boolean isSwitched(String instruction) {
        return new PythonRandom("is_switched_outputs" + instruction + "0").choose(2) == 1;
    }

    @Override
    public Figures figures(List<List<Exchange>> runs, List<List<Preferred>> judged) {
        List<AlpacaComparison> rows =
                IntStream.range(0, runs.getFirst().size())
                        .mapToObj(i -> comparison(i, runs, judged))
                        .toList();
        AlpacaResult result = eval.result(MODEL, rows, false, NAME);
        var metrics = new TreeMap<String, Estimate>();
        metrics.put(WIN_RATE, share(result.winRate(), result.standardError()));
        metrics.put("discrete_win_rate", discrete(rows));
        metrics.put(
                eval.metric(),
                share(result.lengthControlledWinRate(), result.lengthControlledStandardError()));
        SortedMap<String, Integer> counts = Outcomes.counts(runs, this::baseline);
        counts.put("draws", result.draws());
        counts.put("unread", rows.size() - result.total());
        double[] scores = preferences(rows);
        return new Figures(
                // Another form than the published one is no figure to quote.
                eval.isPublishedForm() ? eval.metric() : WIN_RATE,
                Unit.SHARE,
                result.total(),
                metrics,
                new TreeMap<>(),
                counts,
                IntStream.range(0, rows.size())
                        .mapToObj(i -> outcome(i, runs.getFirst().get(i), judged, scores[i]))
                        .toList());
    }

    /// Of several runs the means.
    private AlpacaComparison comparison(
            int i, List<List<Exchange>> runs, List<List<Preferred>> judged) {
        String baseline = instruction(runs.getFirst().get(i)).baseline();
        return new AlpacaComparison(
                instruction(runs.getFirst().get(i)).index(),
                judged.stream()
                        .mapToDouble(run -> run.get(i).preference())
                        .filter(p -> !Double.isNaN(p))
                        .average()
                        .orElse(Double.NaN),
                baseline.codePointCount(0, baseline.length()),
                (int)
                        Math.round(
                                runs.stream()
                                        .mapToInt(run -> run.get(i).reply().characters())
                                        .average()
                                        .orElseThrow()));
    }

    private static double[] preferences(List<AlpacaComparison> rows) {
        return rows.stream().mapToDouble(AlpacaComparison::preference).toArray();
    }

    private static Estimate discrete(List<AlpacaComparison> rows) {
        return Estimate.of(
                Arrays.stream(preferences(rows))
                        .filter(p -> !Double.isNaN(p))
                        .map(p -> p == 0.5 ? 0.5 : p > 0.5 ? 1 : 0)
                        .toArray());
    }

    private static Estimate share(double percent, double error) {
        return new Estimate(percent / 100, error / 100);
    }

    private QuestionOutcome outcome(
            int i, Exchange exchange, List<List<Preferred>> judged, double score) {
        AlpacaInstruction instruction = instruction(exchange);
        return new QuestionOutcome(
                instruction.dataset(),
                exchange.question().id(),
                Double.isNaN(score) ? null : score,
                1,
                exchange.asked(),
                List.of(
                        new QuestionOutcome.Text(MODEL, Exchange.shown(exchange.reply())),
                        new QuestionOutcome.Text(
                                instruction.baselineName(), instruction.baseline())),
                judged.stream()
                        .map(run -> run.get(i))
                        .map(one ->
                                new QuestionOutcome.Text(
                                        String.format(
                                                Locale.ROOT, "preference %.4f", one.preference()),
                                        one.words()))
                        .toList());
    }

    /// `model_outputs.json` and `annotations.json`, which alpaca_eval reads.
    @Override
    public void export(
            Path folder,
            String model,
            String judge,
            List<Exchange> exchanges,
            List<Preferred> judged) {
        ArrayNode outputs = JSON.createArrayNode();
        ArrayNode annotations = JSON.createArrayNode();
        for (int i = 0; i < exchanges.size(); i++) {
            AlpacaInstruction instruction = instruction(exchanges.get(i));
            String reply = exchanges.get(i).reply().turns().getFirst();
            outputs.addObject()
                    .put("dataset", instruction.dataset())
                    .put("instruction", instruction.text())
                    .put("output", reply)
                    .put("generator", model);
            double preference = judged.get(i).preference();
            annotations
                    .addObject()
                    .put("instruction", instruction.text())
                    .put("output_1", instruction.baseline())
                    .put("generator_1", instruction.baselineName())
                    .put("dataset", instruction.dataset())
                    .put("output_2", reply)
                    .put("generator_2", model)
                    .put("annotator", judge)
                    .put("preference", Double.isNaN(preference) ? null : 1 + preference);
        }
        write(folder.resolve(OUTPUTS), outputs);
        write(folder.resolve("annotations.json"), annotations);
    }

    private static void write(Path file, ArrayNode rows) {
        AtomicFiles.writeText(
                file,
                out -> out.write(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(rows)));
    }
}
