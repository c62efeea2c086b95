package dev.murmur.benchmark;

import dev.murmur.benchmark.BenchmarkResult.Unit;
import dev.murmur.benchmark.Grader.Mark;
import dev.murmur.benchmark.Grader.Metric;
import dev.murmur.data.DataException;
import dev.murmur.data.FinishReason;
import dev.murmur.evaluation.Estimate;
import dev.murmur.evaluation.EvaluationFiles;
import dev.murmur.generation.TextGenerator;
import dev.murmur.generation.TextGenerator.Continued;
import dev.murmur.metrics.Progress;
import dev.murmur.metrics.RunContext;
import dev.murmur.model.DecoderConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.commons.codec.digest.DigestUtils;

/// A benchmark whose answers a model writes, its data read and checked.
final class GeneratedRun implements ModelBenchmark {
    /// What is lost if the process is killed.
    private static final int QUESTIONS_AT_ONCE = 32;

    private final GeneratedTask task;
    private final List<GeneratedQuestion> questions;
    private final BenchmarkFolder data;
    private final ReplyDrawing drawing;
    private final Grader grader;

    /// @param finish why it ended
    record Reply(String text, FinishReason finish, Mark mark) {}

    /// A line of `answers.jsonl`.
    ///
    /// @param cut whether the prompt lost its beginning
    record Answer(String id, boolean cut, List<Reply> replies) {
        List<Mark> marks() {
            return replies.stream().map(Reply::mark).toList();
        }
    }

    private GeneratedRun(
            GeneratedTask task,
            List<GeneratedQuestion> questions,
            BenchmarkFolder data,
            ReplyDrawing drawing) {
        this.task = task;
        this.questions = questions;
        this.data = data;
        this.drawing = drawing;
        this.grader = task.grader();
    }

    static GeneratedRun of(
            GeneratedTask task, BenchmarkFolder data, List<TaskRows> all, ReplyDrawing drawing) {
        return new GeneratedRun(task, GeneratedQuestion.all(task, all), data, drawing);
    }

    @Override
    public String name() {
        return task.name();
    }

    @Override
    public void check(DecoderConfig model) {
        if (model.maxPositions() <= task.maxNewTokens()) {
            throw new DataException(
                    name()
                            + " has a model write up to "
                            + task.maxNewTokens()
                            + " tokens, which with a prompt are more than this one's "
                            + model.maxPositions()
                            + " positions; measure a model with more");
        }
    }

    @Override
    public BenchmarkResult run(
            Path folder, MeasuredModel model, Map<String, String> conditions, RunContext context) {
        SortedMap<String, String> all = data.conditions(conditions, questions);
        all.put("shots", Integer.toString(task.shots().count()));
        all.put("decoding", drawing.description());
        all.put("max_new_tokens", Integer.toString(task.maxNewTokens()));
        all.putAll(grader.conditions());
        var log = new AnswerLog<>(folder, DigestUtils.sha256Hex(all.toString()), Answer.class);
        if (log.size() < questions.size()) {
            var inner = new RunContext(Progress.NONE, context.stop());
            try (TextGenerator generator = model.generator()) {
                log.goOn(
                        questions,
                        QUESTIONS_AT_ONCE,
                        asked -> answers(generator, asked, inner),
                        name(),
                        context);
            }
        }
        List<Answer> answers = log.answers();
        BenchmarkResult result = result(answers, all);
        QuestionOutcome.write(
                folder,
                IntStream.range(0, questions.size())
                        .mapToObj(i -> outcome(questions.get(i), answers.get(i)))
                        .toList());
        EvaluationFiles.write(folder.resolve(BenchmarkResult.FILE), result);
        return result;
    }

    private List<Answer> answers(
            TextGenerator generator, List<GeneratedQuestion> asked, RunContext context) {
        List<Continued> written =
                generator.generate(
                        asked.stream()
                                .map(one ->
                                        new TextGenerator.Start(
                                                name() + "/" + one.id(), one.prompt()))
                                .toList(),
                        task.stops(),
                        drawing.params(task.maxNewTokens()),
                        context);
        // Programs run side by side, for each waits more than it computes.
        return IntStream.range(0, asked.size())
                .parallel()
                .mapToObj(i -> answer(asked.get(i), written.get(i)))
                .toList();
    }

    private Answer answer(GeneratedQuestion question, Continued written) {
        List<Reply> replies =
                written.continuations().parallelStream()
                        .map(one ->
                                new Reply(
                                        one.text(),
                                        one.finish(),
                                        grader.mark(question, one.text())))
                        .toList();
        return new Answer(question.id(), written.cut(), replies);
    }

    private List<Metric> metrics() {
        return grader.metrics().stream().filter(one -> one.k() <= drawing.samples()).toList();
    }

    private BenchmarkResult result(List<Answer> answers, SortedMap<String, String> conditions) {
        var metrics = new TreeMap<String, Estimate>();
        for (Metric metric : metrics()) {
            metrics.put(
                    metric.key(),
                    Estimate.of(
                            answers.stream()
                                    .mapToDouble(answer -> metric.of(answer.marks()))
                                    .toArray()));
        }
        return new BenchmarkResult(
                name(),
                answers.size(),
                task.published(),
                answers.size() != task.published(),
                metrics().getFirst().key(),
                Unit.SHARE,
                metrics,
                new TreeMap<>(),
                counts(answers),
                conditions);
    }

    private SortedMap<String, Integer> counts(List<Answer> answers) {
        List<Reply> replies =
                answers.stream().flatMap(answer -> answer.replies().stream()).toList();
        var counts = new TreeMap<String, Integer>();
        counts.put("cut", (int) answers.stream().filter(Answer::cut).count());
        counts.put(
                "unfinished",
                (int) replies.stream().filter(one -> one.finish() == FinishReason.LENGTH).count());
        for (String name : grader.counted()) {
            counts.put(
                    name,
                    (int)
                            replies.stream()
                                    .filter(one -> one.mark().counts().contains(name))
                                    .count());
        }
        return counts;
    }

    private QuestionOutcome outcome(GeneratedQuestion question, Answer answer) {
        Metric headline = metrics().getFirst();
        return new QuestionOutcome(
                "",
                question.id(),
                headline.of(answer.marks()),
                1,
                question.asked(),
                answer.replies().stream()
                        .map(reply ->
                                new QuestionOutcome.Text(
                                        words(reply.mark(), headline.rule()), reply.text()))
                        .toList(),
                List.of());
    }

    private static String words(Mark mark, String rule) {
        String right = mark.right(rule) ? "right" : "wrong";
        return mark.note().isEmpty() ? right : right + ": " + mark.note();
    }
}
