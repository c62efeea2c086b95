package dev.murmur.benchmark;

import dev.murmur.benchmark.BenchmarkResult.SubjectResult;
import dev.murmur.benchmark.BenchmarkResult.Unit;
import dev.murmur.benchmark.ChoiceScorer.Scored;
import dev.murmur.evaluation.Estimate;
import dev.murmur.evaluation.EvaluationFiles;
import dev.murmur.metrics.RunContext;
import dev.murmur.model.DecoderConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.commons.codec.digest.DigestUtils;

/// A multiple-choice benchmark, its data read and checked.
final class ChoiceRun implements ModelBenchmark {
    /// What is lost if the process is killed.
    private static final int QUESTIONS_AT_ONCE = 32;

    private final ChoiceTask task;
    private final List<Asked> questions;
    private final BenchmarkFolder data;

    /// @param subject empty for a benchmark without
    private record Asked(String subject, ChoiceQuestion question) {}

    /// A line of `answers.jsonl`.
    ///
    /// @param logProbs of the choices, nats
    /// @param gold which are right
    record Answer(String subject, String id, double[] logProbs, List<Boolean> gold, boolean cut) {}

    private ChoiceRun(ChoiceTask task, List<Asked> questions, BenchmarkFolder data) {
        this.task = task;
        this.questions = questions;
        this.data = data;
    }

    static ChoiceRun of(ChoiceTask task, BenchmarkFolder data, List<TaskRows> all) {
        var questions = new ArrayList<Asked>();
        for (TaskRows rows : all) {
            new ChoiceQuestions(task)
                    .of(rows)
                    .forEach(question -> questions.add(new Asked(rows.subject(), question)));
        }
        return new ChoiceRun(task, questions, data);
    }

    @Override
    public String name() {
        return task.name();
    }

    /// Any model will do: of texts that are too long the beginning is cut off.
    @Override
    public void check(DecoderConfig model) {}

    @Override
    public BenchmarkResult run(
            Path folder, MeasuredModel model, Map<String, String> conditions, RunContext context) {
        SortedMap<String, String> all = data.conditions(conditions, questions);
        all.put("shots", Integer.toString(task.shots().count()));
        all.put("decoding", "none: log-probs of the choices");
        var log = new AnswerLog<>(folder, DigestUtils.sha256Hex(all.toString()), Answer.class);
        if (log.size() < questions.size()) {
            try (ChoiceScorer scorer = model.scorer()) {
                log.goOn(
                        questions,
                        QUESTIONS_AT_ONCE,
                        asked -> answers(scorer, asked),
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

    private QuestionOutcome outcome(Asked asked, Answer answer) {
        ChoiceQuestion question = asked.question();
        return new QuestionOutcome(
                asked.subject(),
                question.id(),
                task.metrics().getFirst().of(question, answer.logProbs()),
                1,
                question.asked(),
                IntStream.range(0, question.choices().size())
                        .mapToObj(i ->
                                new QuestionOutcome.Text(
                                        String.format(
                                                Locale.ROOT,
                                                "%s, %.2f nats",
                                                question.isGold(i) ? "right" : "wrong",
                                                answer.logProbs()[i]),
                                        question.choices().get(i).text()))
                        .toList(),
                List.of());
    }

    private static List<Answer> answers(ChoiceScorer scorer, List<Asked> asked) {
        List<Scored> scored = scorer.score(asked.stream().map(Asked::question).toList());
        return IntStream.range(0, asked.size())
                .mapToObj(i -> answer(asked.get(i), scored.get(i)))
                .toList();
    }

    private static Answer answer(Asked asked, Scored scored) {
        ChoiceQuestion question = asked.question();
        return new Answer(
                asked.subject(), question.id(), scored.logProbs(), question.gold(), scored.cut());
    }

    private BenchmarkResult result(List<Answer> answers, SortedMap<String, String> conditions) {
        var metrics = new TreeMap<String, Estimate>();
        var subjects = new TreeMap<String, SubjectResult>();
        for (ChoiceMetric metric : task.metrics()) {
            double[] values =
                    IntStream.range(0, answers.size())
                            .mapToDouble(i -> value(metric, i, answers.get(i)))
                            .toArray();
            metrics.put(metric.key(), Estimate.of(values));
            if (task.hasSubjects()) {
                SortedMap<String, double[]> bySubject = bySubject(values);
                bySubject.forEach((subject, own) ->
                        subjects.computeIfAbsent(
                                        subject,
                                        _ -> new SubjectResult(own.length, new TreeMap<>()))
                                .metrics()
                                .put(metric.key(), Estimate.of(own)));
                metrics.put(metric.key() + "_over_subjects", overSubjects(bySubject.values()));
            }
        }
        return new BenchmarkResult(
                name(),
                answers.size(),
                task.published(),
                answers.size() != task.published(),
                task.metrics().getFirst().key(),
                Unit.SHARE,
                metrics,
                subjects,
                new TreeMap<>(Map.of("cut", (int) answers.stream().filter(Answer::cut).count())),
                conditions);
    }

    private double value(ChoiceMetric metric, int question, Answer answer) {
        return metric.of(questions.get(question).question(), answer.logProbs());
    }

    private SortedMap<String, double[]> bySubject(double[] values) {
        return IntStream.range(0, values.length)
                .boxed()
                .collect(
                        Collectors.groupingBy(
                                i -> questions.get(i).subject(),
                                TreeMap::new,
                                Collectors.collectingAndThen(
                                        Collectors.toList(),
                                        own ->
                                                own.stream()
                                                        .mapToDouble(i -> values[i])
                                                        .toArray())));
    }

    /// The mean of the subjects' means, each counting the same.
    private static Estimate overSubjects(Collection<double[]> subjects) {
        var mean = new WeightedMean();
        subjects.forEach(values -> mean.add(Estimate.of(values), 1));
        return mean.estimate();
    }
}
