package dev.murmur.data;

import dev.murmur.data.DataReport.Finding;
import dev.murmur.data.DataReport.Labels;
import dev.murmur.data.DataReport.LengthSkew;
import dev.murmur.data.DataReport.Span;
import dev.murmur.text.ChatMessage;
import dev.murmur.text.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads a file to the end whatever is wrong with it, and says all of it at once, where
/// [DataReader] stops at the first error.
public final class DataCheck {
    private final @Nullable GroupEncoder encoder;
    private final Map<String, Finding> findings = new LinkedHashMap<>();
    private final Map<String, Long> lineOfId = new HashMap<>();
    private final Set<List<Object>> contents = new HashSet<>();
    private final Map<String, Long> sources = new TreeMap<>();
    private final DoubleSummaryStatistics prompts = new DoubleSummaryStatistics();
    private final DoubleSummaryStatistics replies = new DoubleSummaryStatistics();
    private final DoubleSummaryStatistics preferred = new DoubleSummaryStatistics();
    private final DoubleSummaryStatistics lessPreferred = new DoubleSummaryStatistics();
    private final DoubleSummaryStatistics desirable = new DoubleSummaryStatistics();
    private final DoubleSummaryStatistics undesirable = new DoubleSummaryStatistics();
    private @Nullable DataKind kind;
    private List<Span> example = List.of();
    private Borders borders = Borders.NONE;
    private String firstSeam = "";
    private long rows;
    private long ties;
    private long longerWins;
    private long longerLoses;

    private DataCheck(@Nullable DataKind kind, @Nullable GroupEncoder encoder) {
        this.kind = kind;
        this.encoder = encoder;
    }

    /// @param kind what the rows are; null asks the first good row's keys
    /// @param encoder counts in tokens and finds rows that are too long, if it drops them; null
    ///   counts characters
    /// @throws DataException if the file cannot be read, or no row says what kind it is
    public static DataReport of(
            Path file, @Nullable DataKind kind, @Nullable GroupEncoder encoder) {
        var check = new DataCheck(kind, encoder);
        RowLines.forEach(file, check::row);
        return check.report();
    }

    private void row(String where, long number, String json) {
        rows++;
        try {
            Row row = Row.parse(where, number, json);
            if (kind == null) {
                kind = DataKind.of(row);
            }
            if (lineOfId.putIfAbsent(row.id(), number) != null) {
                find(where, "the id of an earlier row");
            }
            sample(where, Sample.of(kind, row));
        } catch (DataException e) {
            find(where, String.valueOf(e.getMessage()).substring(where.length() + ": ".length()));
        }
    }

    private void find(String where, String what) {
        findings.merge(
                what,
                new Finding(what, 1, where),
                (old, _) -> new Finding(what, old.rows() + 1, old.first()));
    }

    private void sample(String where, Sample sample) {
        if (!contents.add(List.of(sample.prompt(), sample.replies()))) {
            find(where, "the same content as an earlier row");
        }
        if (sample.prompt().stream().anyMatch(message -> message.content().isBlank())) {
            find(where, "an empty prompt");
        }
        if (sample.replies().stream().anyMatch(String::isBlank)) {
            find(where, "an empty reply");
        }
        if (sample.ranks().length > 0
                && new HashSet<>(sample.replies()).size() < sample.replies().size()) {
            find(where, "the same reply twice");
        }
        sources.merge(sample.source(), 1L, Long::sum);
        prompts.accept(
                sample.prompt().stream().map(ChatMessage::content).mapToInt(this::length).sum());
        compare(sample);
        if (encoder != null) {
            encode(where, sample, encoder);
        }
    }

    private void compare(Sample sample) {
        int[] lengths = sample.replies().stream().mapToInt(this::length).toArray();
        for (int length : lengths) {
            replies.accept(length);
        }
        Boolean label = sample.desirable();
        if (label != null) {
            (label ? desirable : undesirable).accept(lengths[0]);
        }
        double[] ranks = sample.ranks();
        boolean tied = false;
        for (int i = 0; i < ranks.length; i++) {
            for (int j = 0; j < ranks.length; j++) {
                tied |= i < j && ranks[i] == ranks[j];
                if (ranks[i] < ranks[j]) {
                    preferred.accept(lengths[i]);
                    lessPreferred.accept(lengths[j]);
                    longerWins += lengths[i] > lengths[j] ? 1 : 0;
                    longerLoses += lengths[i] < lengths[j] ? 1 : 0;
                }
            }
        }
        ties += tied ? 1 : 0;
    }

    private void encode(String where, Sample sample, GroupEncoder encoder) {
        try {
            Encoded<?, ?> encoded = sample.encode().apply(encoder);
            encoded.rejects().forEach(reject -> find(where, reject.reason()));
            borders = borders.plus(encoded.borders());
            if (firstSeam.isEmpty() && encoded.borders().example() != null) {
                firstSeam = where + ": " + encoded.borders().example();
            }
            if (example.isEmpty() && !encoded.items().isEmpty()) {
                example = spans(encoded.tokens().getFirst(), encoder.tokenizer());
            }
        } catch (IllegalArgumentException e) { // the template cannot render it
            find(where, String.valueOf(e.getMessage()));
        }
    }

    private static List<Span> spans(Object tokens, Tokenizer tokenizer) {
        List<Span> spans = new ArrayList<>();
        if (tokens instanceof TokenGroup group) {
            spans.add(new Span(tokenizer.decodeWithSpecials(group.prompt()), false));
            group.replies().forEach(reply -> addRuns(spans, reply, tokenizer));
        } else if (tokens instanceof int[] prompt) {
            spans.add(new Span(tokenizer.decodeWithSpecials(prompt), false));
        }
        return spans;
    }

    private static void addRuns(List<Span> spans, TokenReply reply, Tokenizer tokenizer) {
        boolean[] counts = reply.counts();
        int begin = 0;
        for (int i = 1; i <= counts.length; i++) {
            if (i == counts.length || counts[i] != counts[begin]) {
                int[] run = Arrays.copyOfRange(reply.ids(), begin, i);
                spans.add(new Span(tokenizer.decodeWithSpecials(run), counts[begin]));
                begin = i;
            }
        }
    }

    private int length(String text) {
        return encoder == null
                ? text.codePointCount(0, text.length())
                : encoder.tokenizer().encode(text).length;
    }

    private DataReport report() {
        if (kind == null) {
            Finding first = findings.values().iterator().next();
            throw new DataException(
                    first.first() + ": " + first.what() + "; no row of the file can be read");
        }
        return new DataReport(
                kind,
                rows,
                List.copyOf(findings.values()),
                sources,
                encoder == null ? "characters" : "tokens",
                mean(prompts),
                mean(replies),
                ties,
                skew(),
                labels(),
                borders.count() == 0 ? null : new DataReport.Seams(borders, firstSeam),
                example);
    }

    private @Nullable LengthSkew skew() {
        return preferred.getCount() == 0
                ? null
                : new LengthSkew(
                        preferred.getCount(),
                        mean(preferred),
                        mean(lessPreferred),
                        (double) longerWins / (longerWins + longerLoses));
    }

    private @Nullable Labels labels() {
        return kind == DataKind.UNPAIRED
                ? new Labels(
                        desirable.getCount(),
                        mean(desirable),
                        undesirable.getCount(),
                        mean(undesirable))
                : null;
    }

    private static double mean(DoubleSummaryStatistics values) {
        return values.getCount() == 0 ? Double.NaN : values.getAverage();
    }
}
