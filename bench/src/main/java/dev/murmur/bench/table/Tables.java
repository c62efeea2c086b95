package dev.murmur.bench.table;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/// Results as Markdown.
final class Tables {
    private Tables() {}

    /// Speeds and memory beside the peers', and distances to the floor.
    static String of(List<Results> all) {
        var text = new StringBuilder();
        row(
                text,
                "workload",
                "peer",
                "s, Murmur",
                "s, peer",
                "tokens/s, Murmur",
                "tokens/s, peer",
                "MB, Murmur",
                "MB, peer",
                "times as fast",
                "by CPU time",
                "target",
                "");
        text.append("|---".repeat(12)).append("|\n");
        all.forEach(results -> side(text, results));
        text.append('\n');
        row(
                text,
                "workload",
                "floor, s",
                "arithmetic, s",
                "bytes, s",
                "Murmur over floor",
                "by CPU time",
                "peer over floor",
                "by CPU time");
        text.append("|---".repeat(8)).append("|\n");
        all.forEach(results -> floor(text, results));
        List<Rates> rates = all.stream().flatMap(r -> r.rates().stream()).toList();
        text.append(
                String.format(
                        Locale.ROOT,
                        "%nRounds: %d. Measured in the same run: %s GFLOP/s float32, %s GFLOP/s bfloat16, %s GB/s.%n",
                        all.getFirst().murmur().size(),
                        Spread.of(rates, Rates::gflopsFloat32).text(0),
                        Spread.of(rates, Rates::gflopsBfloat16).text(0),
                        Spread.of(rates, Rates::gigabytes).text(1)));
        return text.toString();
    }

    private static void side(StringBuilder text, Results results) {
        Workload workload = Workloads.named(results.workload());
        Target target = workload.target();
        Spread faster = results.faster();
        Spread memory = results.memory();
        row(
                text,
                results.workload(),
                workload.peer().title(),
                Spread.of(results.murmur(), Round::seconds).text(2),
                Spread.of(results.peer(), Round::seconds).text(2),
                Spread.of(results.murmur(), Round::tokensPerSecond).text(0),
                Spread.of(results.peer(), Round::tokensPerSecond).text(0),
                Spread.of(results.murmur(), Round::peakMb).text(0),
                Spread.of(results.peer(), Round::peakMb).text(0),
                faster.text(1),
                results.cheaper().text(1),
                describe(target),
                verdict(target, faster.median(), memory.median()));
    }

    private static String describe(Target target) {
        return number(target.faster(), ">= %.0fx") + number(target.memory(), ", memory <= %.2f");
    }

    private static String number(OptionalDouble number, String format) {
        return number.isPresent() ? String.format(Locale.ROOT, format, number.getAsDouble()) : "";
    }

    private static String verdict(Target target, double faster, double memory) {
        if (target.equals(Target.NONE)) {
            return "";
        }
        boolean met =
                faster >= target.faster().orElse(0) && memory <= target.memory().orElse(memory);
        return met ? "met" : "missed";
    }

    private static void floor(StringBuilder text, Results results) {
        Workload workload = Workloads.named(results.workload());
        Floor floor = Floor.of(workload);
        Spread seconds =
                Spread.of(results.rates(), rates -> floor.seconds(rates, workload.precision()));
        Spread arithmetic =
                Spread.of(
                        results.rates(),
                        rates -> floor.flops() / rates.gflops(workload.precision()) / 1e9);
        Spread bytes = Spread.of(results.rates(), rates -> floor.bytes() / rates.gigabytes() / 1e9);
        row(
                text,
                results.workload(),
                digits(seconds.median()),
                digits(arithmetic.median()),
                digits(bytes.median()),
                over(results.murmur(), Round::seconds, seconds),
                over(results.murmur(), round -> round.cpuSeconds() / results.threads(), seconds),
                over(results.peer(), Round::seconds, seconds),
                over(results.peer(), round -> round.cpuSeconds() / results.threads(), seconds));
    }

    private static String over(List<Round> rounds, ToDoubleFunction<Round> seconds, Spread floor) {
        return digits(Spread.of(rounds, seconds).median() / floor.median());
    }

    private static String digits(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.0f", value);
    }

    private static void row(StringBuilder text, String... cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }
}
