package dev.murmur.benchmark;

import dev.murmur.benchmark.ChatBenchmark.Figures;
import dev.murmur.data.DataException;
import dev.murmur.evaluation.EvaluationFiles;
import dev.murmur.metrics.Progress;
import dev.murmur.metrics.RunContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.commons.codec.digest.DigestUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A benchmark of chat replies, its data read and checked: the model replies, then the judge reads.
public final class ChatRun {
    private static final Logger LOG = LoggerFactory.getLogger(ChatRun.class);

    /// What is lost if the process is killed.
    private static final int QUESTIONS_AT_ONCE = 16;

    private final ChatBenchmarks kind;
    private final ChatBenchmark<?> benchmark;
    private final List<ChatQuestion> questions;
    private final BenchmarkFolder data;

    private ChatRun(
            ChatBenchmarks kind,
            ChatBenchmark<?> benchmark,
            List<ChatQuestion> questions,
            BenchmarkFolder data) {
        this.kind = kind;
        this.benchmark = benchmark;
        this.questions = questions;
        this.data = data;
    }

    /// Who replies and who judges, and what their words depend on.
    ///
    /// @param model what it is called in the files of the benchmarks' own tools
    /// @param replier opened only if there is something to ask
    /// @param conditions of the replies
    /// @param examiner opened when all replies are there
    /// @param judgeConditions of the judgements besides
    public record Parts(
            String model,
            Supplier<Replier> replier,
            Map<String, String> conditions,
            Supplier<Examiner> examiner,
            Map<String, String> judgeConditions) {}

    /// Reads a benchmark's data.
    ///
    /// @param name one of [#names()]
    /// @param folder that holds a folder a benchmark
    /// @param limit how many questions to ask, of each subject; all if empty
    /// @throws DataException if data is missing or not what it should be, or if there are not as
    ///   many questions as the benchmark has and no limit says that this is meant
    public static ChatRun read(String name, Path folder, Optional<Integer> limit) {
        ChatBenchmarks kind = ChatBenchmarks.named(name);
        var data = new BenchmarkFolder(folder.resolve(kind.folder()), kind.source());
        ChatBenchmark<?> benchmark = kind.read().apply(data);
        var taken = new HashMap<String, Integer>();
        List<ChatQuestion> questions =
                benchmark.questions().stream()
                        .filter(question ->
                                taken.merge(question.subject(), 1, Integer::sum)
                                        <= limit.orElse(Integer.MAX_VALUE))
                        .toList();
        if (limit.isEmpty()) {
            data.requireWhole(name, questions.size(), kind.published());
        }
        return new ChatRun(kind, benchmark, questions, data);
    }

    /// The benchmarks there are.
    public static List<String> names() {
        return ChatBenchmarks.ALL.stream().map(ChatBenchmarks::name).toList();
    }

    /// Its name.
    public String name() {
        return kind.name();
    }

    /// Whether a reward model can judge.
    public boolean takesReward() {
        return benchmark.takesReward();
    }

    /// All that will be asked.
    public List<ChatQuestion> questions() {
        return questions;
    }

    /// Replies that are there already.
    ///
    /// @param folder of the benchmark, with the file of its own tools: `model_outputs.json` of
    ///   AlpacaEval, `model_answer.jsonl` of the others
    /// @throws DataException if the file is not what it should be, or has no reply to a question
    public Replier given(Path folder) {
        Map<String, List<String>> replies = benchmark.replies(folder);
        questions.stream()
                .filter(question -> !replies.containsKey(question.id()))
                .findFirst()
                .ifPresent(question -> {
                    throw new DataException(
                            folder
                                    + " has no reply to question "
                                    + question.id()
                                    + " of "
                                    + name()
                                    + "; is the file whole?");
                });
        return new GivenReplies(replies);
    }

    /// @param replies the turns by question
    private record GivenReplies(Map<String, List<String>> replies) implements Replier {
        @Override
        public List<ChatReply> reply(List<ChatQuestion> asked, int run, RunContext context) {
            return asked.stream()
                    .map(question ->
                            new ChatReply(
                                    question.id(),
                                    Objects.requireNonNull(replies.get(question.id())),
                                    false))
                    .toList();
        }

        @Override
        public void close() {}
    }

    /// Lets the model reply to what it has not replied to yet, has all judged, and writes
    /// `answers.jsonl`, `questions.jsonl`, `result.json` and the files of the benchmark's own
    /// tools.
    ///
    /// @param folder where to; further runs have folders `run-2` and on in it
    /// @param runs how often everything is done, for the spread
    /// @throws dev.murmur.metrics.StoppedException if asked to stop; replies and judgements so far
    ///   are kept
    public BenchmarkResult run(Path folder, Parts parts, int runs, RunContext context) {
        return run(benchmark, folder, parts, runs, context);
    }

    private <J> BenchmarkResult run(
            ChatBenchmark<J> of, Path folder, Parts parts, int runs, RunContext context) {
        SortedMap<String, String> conditions = data.conditions(parts.conditions(), questions);
        List<List<Exchange>> exchanges = replies(folder, parts, conditions, runs, context);
        var judged = new ArrayList<List<J>>();
        String judge;
        Map<String, Integer> heard;
        try (Examiner examiner = parts.examiner().get()) {
            judge = examiner.id();
            warnOfShortJudgements(examiner);
            for (int run = 0; run < runs; run++) {
                judged.add(of.judge(exchanges.get(run), examiner, run, context));
            }
            heard = examiner.counts();
        }
        for (int run = 0; run < runs; run++) {
            of.export(
                    folder(folder, run), parts.model(), judge, exchanges.get(run), judged.get(run));
        }
        var all = new TreeMap<>(conditions);
        all.putAll(parts.judgeConditions());
        all.put("judge", judge);
        Figures figures = of.figures(exchanges, judged);
        figures.counts().putAll(heard);
        BenchmarkResult result = result(figures, headlines(of, exchanges, judged), all);
        QuestionOutcome.write(folder, figures.outcomes());
        EvaluationFiles.write(folder.resolve(BenchmarkResult.FILE), result);
        return result;
    }

    private void warnOfShortJudgements(Examiner examiner) {
        if (examiner instanceof Examiner.Chat chat
                && chat.judge().maxTokens() < kind.judgementTokens()) {
            LOG.warn(
                    "{}: the judge's max_tokens is {}, less than the {} of the benchmark's own"
                            + " tools; judgements that are cut are counted as unread",
                    name(),
                    chat.judge().maxTokens(),
                    kind.judgementTokens());
        }
    }

    private static Path folder(Path folder, int run) {
        return run == 0 ? folder : folder.resolve("run-" + (run + 1));
    }

    private List<List<Exchange>> replies(
            Path folder,
            Parts parts,
            SortedMap<String, String> conditions,
            int runs,
            RunContext context) {
        List<AnswerLog<ChatReply>> logs =
                IntStream.range(0, runs)
                        .mapToObj(run ->
                                new AnswerLog<>(
                                        folder(folder, run),
                                        DigestUtils.sha256Hex(conditions + ", run " + run),
                                        ChatReply.class))
                        .toList();
        if (logs.stream().anyMatch(log -> log.size() < questions.size())) {
            try (Replier replier = parts.replier().get()) {
                for (int run = 0; run < runs; run++) {
                    int number = run;
                    // Questions are counted; replies are not besides.
                    var quiet = new RunContext(Progress.NONE, context.stop());
                    logs.get(run)
                            .goOn(
                                    questions,
                                    QUESTIONS_AT_ONCE,
                                    some -> replier.reply(some, number, quiet),
                                    runs == 1 ? name() : name() + ", run " + (run + 1),
                                    context);
                }
            }
        }
        return logs.stream().map(this::exchanges).toList();
    }

    private List<Exchange> exchanges(AnswerLog<ChatReply> log) {
        List<ChatReply> replies = log.answers();
        return IntStream.range(0, questions.size())
                .mapToObj(i -> new Exchange(questions.get(i), replies.get(i)))
                .toList();
    }

    private BenchmarkResult result(
            Figures figures, List<Double> headlines, SortedMap<String, String> conditions) {
        return new BenchmarkResult(
                name(),
                figures.n(),
                kind.published(),
                figures.n() != kind.published(),
                figures.headline(),
                figures.unit(),
                figures.metrics(),
                figures.subjects(),
                figures.counts(),
                figures.intervals(),
                conditions,
                headlines);
    }

    /// Of each run, if there are several.
    private static <J> List<Double> headlines(
            ChatBenchmark<J> of, List<List<Exchange>> exchanges, List<List<J>> judged) {
        return judged.size() == 1
                ? List.of()
                : IntStream.range(0, judged.size())
                        .mapToObj(run ->
                                of.figures(List.of(exchanges.get(run)), List.of(judged.get(run))))
                        .map(figures ->
                                Objects.requireNonNull(figures.metrics().get(figures.headline()))
                                        .mean())
                        .toList();
    }
}
