package dev.murmur.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/// Files to records, in the file's order. The formats are in `docs/data.md`.
///
/// `.jsonl` is read line by line, `.parquet` and `.csv` through DuckDB. A row without an `id` gets
/// its line (or row) number for one. The first thing that is wrong is an error that names file and
/// line; `murmur data check` lists them all.
public final class DataReader {
    private DataReader() {}

    /// @throws DataException as every method here, if the file is missing, empty or malformed, or
    ///   an id occurs twice
    public static List<Prompt> prompts(Path file) {
        return read(file, PromptParser::parse);
    }

    /// @throws DataException also if the two sides of a pair are equal
    public static List<PreferencePair> pairs(Path file) {
        return read(file, PairParser::parse);
    }

    /// The same, one at a time, for files of which memory need not hold all rows.
    public static void pairs(Path file, Consumer<PreferencePair> consumer) {
        each(file, PairParser::parse, consumer);
    }

    /// Nectar's rows: two or more answers, ranks whole or not, ties allowed.
    public static List<RankedReplies> rankings(Path file) {
        return read(file, RankingParser::parse);
    }

    /// What a reward model learns from: rankings, and pairs as rankings of two.
    public static List<RankedReplies> comparisons(Path file) {
        return read(file, DataReader::comparison);
    }

    /// The same, one at a time.
    public static void comparisons(Path file, Consumer<RankedReplies> consumer) {
        each(file, DataReader::comparison, consumer);
    }

    private static RankedReplies comparison(Row row) {
        return DataKind.of(row) == DataKind.PAIRS ? ranked(row) : RankingParser.parse(row);
    }

    private static RankedReplies ranked(Row row) {
        PreferencePair pair = PairParser.parse(row);
        return new RankedReplies(
                pair.prompt(),
                List.of(pair.chosen(), pair.rejected()),
                new double[] {1, 2},
                row.has("margin") ? row.number("margin", row.require("margin")) : null);
    }

    /// Replies that are desirable or not, each by itself; a pair is two of them, its chosen reply
    /// desirable, `<id>/chosen` and `<id>/rejected`.
    public static List<LabelledReply> labelled(Path file) {
        return read(file, LabelParser::parse).stream().flatMap(List::stream).toList();
    }

    public static List<Conversation> conversations(Path file) {
        return read(file, ConversationParser::parse);
    }

    /// The same, one at a time.
    public static void conversations(Path file, Consumer<Conversation> consumer) {
        each(file, ConversationParser::parse, consumer);
    }

    public static List<Candidates> candidates(Path file) {
        return read(file, ReplyParser::candidates);
    }

    /// Scores of candidates that were read before; `null` is read as NaN, no score.
    ///
    /// @throws DataException also if the file does not list the same prompts in the same order with
    ///   one score a reply
    public static List<ScoredCandidates> scores(Path file, List<Candidates> candidates) {
        List<ScoredCandidates> scored = new ArrayList<>();
        List<Row> rows = read(file, Function.identity());
        if (rows.size() != candidates.size()) {
            throw new DataException(
                    file
                            + " has "
                            + rows.size()
                            + " rows, the candidates "
                            + candidates.size()
                            + "; score them again");
        }
        for (int i = 0; i < rows.size(); i++) {
            scored.add(scored(rows.get(i), candidates.get(i)));
        }
        return List.copyOf(scored);
    }

    private static ScoredCandidates scored(Row row, Candidates candidates) {
        String expected = candidates.prompt().id();
        if (!row.id().equals(expected)) {
            throw row.error(
                    "id is '" + row.id() + "', the candidates have '" + expected + "' there");
        }
        double[] scores = row.numbersOrNull("scores");
        if (scores.length != candidates.replies().size()) {
            throw row.error(
                    scores.length
                            + " scores for the "
                            + candidates.replies().size()
                            + " replies of '"
                            + expected
                            + "'");
        }
        return new ScoredCandidates(candidates, scores);
    }

    private static <T> List<T> read(Path file, Function<Row, T> parser) {
        List<T> records = new ArrayList<>();
        each(file, parser, records::add);
        return List.copyOf(records);
    }

    private static <T> void each(Path file, Function<Row, T> parser, Consumer<T> consumer) {
        var lineOfId = new HashMap<String, Long>();
        RowLines.forEach(
                file,
                (where, number, json) -> {
                    Row row = Row.parse(where, number, json);
                    requireNewId(row, lineOfId);
                    consumer.accept(parser.apply(row));
                });
    }

    private static void requireNewId(Row row, Map<String, Long> lineOfId) {
        Long earlier = lineOfId.putIfAbsent(row.id(), row.number());
        if (earlier != null) {
            throw row.error("id '" + row.id() + "' is already on line " + earlier);
        }
    }
}
