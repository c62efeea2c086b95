package dev.murmur.cli;

import dev.murmur.data.DataReport;
import dev.murmur.data.DataReport.Labels;
import dev.murmur.data.DataReport.LengthSkew;
import dev.murmur.data.DataReport.Seams;
import dev.murmur.data.DataReport.Span;
import java.nio.file.Path;
import java.util.Formatter;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// A [DataReport] for people.
final class DataReportText {
    private static final int MOST_LISTED = 20;
    private static final String GREEN = "\u001b[32m";
    private static final String PLAIN = "\u001b[0m";

    private final Formatter text = new Formatter(Locale.ROOT);

    private DataReportText() {}

    /// @param colour whether to mark what counts in the loss with ANSI colours or with brackets
    static String of(Path file, DataReport report, boolean colour) {
        var page = new DataReportText();
        page.text.format("%s: %,d %s%n", file, report.rows(), report.kind());
        page.lengths(report);
        page.sources(report);
        page.seams(report);
        page.findings(report);
        page.example(report, colour);
        return page.text.toString();
    }

    private void lengths(DataReport report) {
        text.format("  prompt      %8.1f %s on average%n", report.promptLength(), report.unit());
        LengthSkew skew = report.skew();
        if (skew != null) {
            text.format("  preferred   %8.1f%n", skew.preferred());
            text.format("  other       %8.1f%n", skew.lessPreferred());
            text.format("  longer wins %s%n", longerWins(skew));
        } else if (!Double.isNaN(report.replyLength())) {
            text.format("  reply       %8.1f%n", report.replyLength());
        }
        Labels labels = report.labels();
        if (labels != null) {
            label("desirable", labels.desirable(), labels.desirableLength());
            label("undesirable", labels.undesirable(), labels.undesirableLength());
        }
        if (report.ties() > 0) {
            text.format("  ties        %8d rows with equal ranks%n", report.ties());
        }
    }

    private void label(String name, long rows, double length) {
        text.format("  %-11s %8.1f in %,d rows%n", name, length, rows);
    }

    private static String longerWins(LengthSkew skew) {
        return Double.isNaN(skew.longerWins())
                ? "    never: replies that compete are equally long"
                : String.format(
                        Locale.ROOT,
                        "%7.1f%% of the comparisons of different lengths (%,d in all)",
                        100 * skew.longerWins(),
                        skew.comparisons());
    }

    private void sources(DataReport report) {
        String most =
                report.sources().entrySet().stream()
                        .sorted(
                                Map.Entry.<String, Long>comparingByValue()
                                        .reversed()
                                        .thenComparing(Map.Entry.comparingByKey()))
                        .limit(MOST_LISTED)
                        .map(e ->
                                (e.getKey().isEmpty() ? "(none)" : e.getKey()) + " " + e.getValue())
                        .collect(Collectors.joining(", "));
        int more = report.sources().size() - MOST_LISTED;
        text.format("  sources     %s%s%n", most, more > 0 ? " and " + more + " more" : "");
    }

    private void seams(DataReport report) {
        Seams seams = report.seams();
        if (seams != null) {
            text.format(
                    "  seams       %8d of %,d borders between prompt and reply; one text would have"
                            + " other tokens%n",
                    seams.borders().seams(), seams.borders().count());
        }
        if (seams != null && !seams.first().isEmpty()) {
            text.format("              first: %s%n", seams.first());
        }
    }

    private void findings(DataReport report) {
        if (report.findings().isEmpty()) {
            text.format("no findings%n");
            return;
        }
        text.format("findings%n");
        report.findings().stream()
                .limit(MOST_LISTED)
                .forEach(f -> text.format("%8d  %s (first: %s)%n", f.rows(), f.what(), f.first()));
        int more = report.findings().size() - MOST_LISTED;
        if (more > 0) {
            text.format("          and %d more kinds%n", more);
        }
    }

    private void example(DataReport report, boolean colour) {
        if (report.example().isEmpty()) {
            return;
        }
        text.format(
                "the first row as the model sees it; %s counts in the loss%n",
                mark("this", colour));
        for (Span span : report.example()) {
            text.format("%s", span.counts() ? mark(span.text(), colour) : span.text());
        }
        text.format("%n");
    }

    private static String mark(String text, boolean colour) {
        return colour ? GREEN + text + PLAIN : "[[" + text + "]]";
    }
}
