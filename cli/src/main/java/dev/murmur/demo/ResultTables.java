package dev.murmur.demo;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import dev.murmur.evaluation.Estimate;
import dev.murmur.evaluation.PolicyEvaluation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The results of a demo, as tables for people.
record ResultTables(DemoResults results) {
    private record Policy(String name, PolicyEvaluation evaluation) {}

    String text() {
        return String.join(
                System.lineSeparator(),
                "Reward model: %s %% of held-out pairs ordered as the annotator did."
                        .formatted(
                                percent(results.rewardModel().mean(), results.rewardModel().se())),
                "",
                policies(),
                "Win rates are the gold judge's, against the SFT model's replies to %d held-out"
                                .formatted(results.start().prompts())
                        + " prompts; a tie counts half.",
                "",
                bestOfN(),
                "The last length-regularised policy: the best reply of n by the reward model.");
    }

    private String policies() {
        var rows = new ArrayList<Policy>();
        rows.add(new Policy("SFT", results.start()));
        results.arms()
                .forEach((arm, evaluations) -> {
                    for (int i = 0; i < evaluations.size(); i++) {
                        rows.add(
                                new Policy(
                                        arm.title() + ", iteration " + (i + 1),
                                        evaluations.get(i)));
                    }
                });
        return AsciiTable.getTable(
                rows,
                List.of(
                        text("policy", Policy::name),
                        number("win rate, %", p -> winRate(p.evaluation())),
                        number("length-controlled, %", p -> lcWinRate(p.evaluation())),
                        number("tokens", p -> value(p.evaluation().tokens(), 1, 1)),
                        number("growth, %", p -> growth(p.evaluation())),
                        number("reward", p -> value(p.evaluation().reward(), 1, 2)),
                        number(
                                "KL, nats",
                                p -> value(Objects.requireNonNull(p.evaluation().kl()), 1, 1))));
    }

    private String bestOfN() {
        return AsciiTable.getTable(
                results.bestOfN().points(),
                List.of(
                        number("n", p -> Integer.toString(p.n())),
                        number("reward", p -> value(p.reward(), 1, 2)),
                        number("gold score", p -> value(Objects.requireNonNull(p.judge()), 1, 3)),
                        number(
                                "KL at most, nats",
                                p -> String.format(Locale.ROOT, "%.2f", p.klBound()))));
    }

    private String growth(PolicyEvaluation evaluation) {
        double ratio = evaluation.tokens().mean() / results.start().tokens().mean();
        return String.format(Locale.ROOT, "%+.0f", 100 * (ratio - 1));
    }

    private static String winRate(PolicyEvaluation evaluation) {
        return percent(evaluation.winRate().mean(), evaluation.winRate().se());
    }

    private static String lcWinRate(PolicyEvaluation evaluation) {
        return percent(evaluation.lcWinRate().mean(), evaluation.lcWinRate().se());
    }

    private static String percent(double mean, double se) {
        return value(new Estimate(mean, se), 100, 1);
    }

    private static String value(Estimate estimate, double unit, int digits) {
        String number = "%." + digits + "f";
        return String.format(
                Locale.ROOT, number + " ± " + number, unit * estimate.mean(), unit * estimate.se());
    }

    private static <T> ColumnData<T> text(String header, Function<T, @Nullable String> value) {
        return column(header, HorizontalAlign.LEFT).with(value);
    }

    private static <T> ColumnData<T> number(String header, Function<T, @Nullable String> value) {
        return column(header, HorizontalAlign.RIGHT).with(value);
    }

    private static Column column(String header, HorizontalAlign align) {
        return new Column().header(header).headerAlign(HorizontalAlign.LEFT).dataAlign(align);
    }
}
