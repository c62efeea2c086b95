package dev.murmur.report;

import dev.murmur.benchmark.BenchmarkFixture;
import dev.murmur.benchmark.BenchmarkResult.Unit;
import dev.murmur.benchmark.QuestionOutcome;
import dev.murmur.benchmark.QuestionOutcome.Text;
import dev.murmur.data.KeyedRandom;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Writes made-up benchmarks of a model, in the layout of docs/benchmarks.
///
/// @param folder that a `murmur eval` would write
/// @param skill between 0 and 1
record MeasuredFixture(Path folder, double skill) {
    private static final List<String> CATEGORIES =
            List.of(
                    "writing",
                    "roleplay",
                    "reasoning",
                    "math",
                    "coding",
                    "extraction",
                    "stem",
                    "humanities");

    /// Replies are rated, by category.
    MeasuredFixture writeRated() {
        var questions = new ArrayList<QuestionOutcome>();
        for (int i = 0; i < 80; i++) {
            questions.add(
                    new QuestionOutcome(
                            CATEGORIES.get(i / 10),
                            Integer.toString(81 + i),
                            (double)
                                    Math.clamp(
                                            Math.round(2 + 7 * skill + 4 * draw("rated", i) - 2),
                                            1,
                                            10),
                            1,
                            i == 0 ? RunFixture.HOSTILE : "Write something about thing " + i + ".",
                            List.of(new Text("model", reply(i))),
                            List.of(new Text("gpt-4", "The reply is helpful. Rating: [[7]]"))));
        }
        return write(
                new BenchmarkFixture(
                        "mt_bench", Unit.RATING, questions, Map.of("unparsed", 0), conditions()));
    }

    /// Replies are held against a baseline's.
    MeasuredFixture writeCompared() {
        var questions = new ArrayList<QuestionOutcome>();
        for (int i = 0; i < 90; i++) {
            double won = draw("compared", i) < skill ? 0.97 : 0.04;
            questions.add(
                    new QuestionOutcome(
                            "",
                            Integer.toString(i),
                            i == 7 ? null : won,
                            1,
                            "How does one do thing " + i + "?",
                            List.of(
                                    new Text("model", reply(i)),
                                    new Text("baseline", "Baseline on thing " + i + ".")),
                            List.of(
                                    new Text(
                                            "gpt-4, first shown",
                                            "The output is better since it is longer."))));
        }
        return write(
                new BenchmarkFixture(
                        "alpaca_eval",
                        Unit.SHARE,
                        questions,
                        Map.of(
                                "average_length",
                                (int) (900 + 1200 * skill),
                                "baseline_average_length",
                                1500),
                        conditions()));
    }

    /// Choices of many subjects.
    MeasuredFixture writeChoices(int subjects, int each) {
        var questions = new ArrayList<QuestionOutcome>();
        for (int i = 0; i < subjects * each; i++) {
            questions.add(
                    new QuestionOutcome(
                            "subject_" + i / each,
                            Integer.toString(i % each),
                            draw("choices", i) < skill ? 1.0 : 0.0,
                            1,
                            "Which of these is thing " + i + "?",
                            List.of(
                                    new Text("right, -%.2f nats".formatted(3 - skill), "This one"),
                                    new Text("wrong, -9.00 nats", "That one")),
                            List.of()));
        }
        return write(
                new BenchmarkFixture(
                        "mmlu", Unit.SHARE, questions, Map.of("cut", 0), conditions()));
    }

    MeasuredFixture writeRecipe() {
        try {
            Files.createDirectories(folder);
            Files.writeString(
                    folder.resolve("recipe.yaml"),
                    "kind: benchmark\nseed: 42\nmodel: {path: models/mine}\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    private MeasuredFixture write(BenchmarkFixture benchmark) {
        benchmark.write(folder);
        return this;
    }

    private Map<String, String> conditions() {
        return Map.of(
                "prompts",
                "sha256:5",
                "model",
                folder + " sha256:1",
                "libtorch",
                "2.10",
                "shots",
                "5");
    }

    private String reply(int i) {
        return i == 0
                ? RunFixture.HOSTILE + " " + skill
                : "Thing " + i + " is done so. " + "And more of it. ".repeat((int) (10 * skill));
    }

    private double draw(String what, int i) {
        return KeyedRandom.uniform(KeyedRandom.key(1, what, ""), i);
    }
}
