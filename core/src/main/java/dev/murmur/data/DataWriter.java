package dev.murmur.data;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.murmur.text.ChatMessage;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Records to JSONL files that [DataReader] reads back: one object a line, keys always in the same
/// order, the file whole or not there.
public final class DataWriter {
    private static final JsonMapper MAPPER = new JsonMapper();

    private DataWriter() {}

    public static void prompts(Path file, List<Prompt> prompts) {
        write(file, prompts, DataWriter::prompt);
    }

    public static void candidates(Path file, List<Candidates> candidates) {
        write(file, candidates, DataWriter::candidates);
    }

    /// The same to a stream, which is not closed.
    public static void candidates(Writer out, List<Candidates> candidates) throws IOException {
        write(out, candidates, DataWriter::candidates);
    }

    private static ObjectNode candidates(Candidates row) {
        ObjectNode line = prompt(row.prompt());
        ArrayNode replies = line.putArray("replies");
        for (Reply reply : row.replies()) {
            ObjectNode node = replies.addObject().put("text", reply.text());
            ids(node.putArray("ids"), reply);
            node.put("finish", finish(reply));
        }
        return line;
    }

    /// A reply without a score gets `null`.
    ///
    /// @throws DataException if a score is infinite
    public static void scores(Path file, List<ScoredCandidates> scored) {
        write(file, scored, DataWriter::scores);
    }

    /// The same to a stream, which is not closed.
    public static void scores(Writer out, List<ScoredCandidates> scored) throws IOException {
        write(out, scored, DataWriter::scores);
    }

    private static ObjectNode scores(ScoredCandidates row) {
        String id = row.candidates().prompt().id();
        ObjectNode line = MAPPER.createObjectNode().put("id", id);
        ArrayNode scores = line.putArray("scores");
        for (double score : row.scores()) {
            if (Double.isNaN(score)) {
                scores.addNull();
            } else {
                scores.add(finite(score, id));
            }
        }
        return line;
    }

    /// @throws DataException if a score is not finite
    public static void pairs(Path file, List<PreferencePair> pairs) {
        write(
                file,
                pairs,
                pair -> {
                    ObjectNode line = prompt(pair.prompt());
                    line.put("chosen", pair.chosen().text());
                    line.put("rejected", pair.rejected().text());
                    sampled(line, "chosen", pair.chosen());
                    sampled(line, "rejected", pair.rejected());
                    scores(line, pair.scores(), pair.prompt().id());
                    return line;
                });
    }

    private static <T> void write(Path file, List<T> rows, Function<T, ObjectNode> toLine) {
        AtomicFiles.writeText(file, writer -> write(writer, rows, toLine));
    }

    private static <T> void write(Writer out, List<T> rows, Function<T, ObjectNode> toLine)
            throws IOException {
        for (T row : rows) {
            out.write(MAPPER.writeValueAsString(toLine.apply(row)));
            out.write('\n');
        }
    }

    private static ObjectNode prompt(Prompt prompt) {
        ObjectNode line = MAPPER.createObjectNode().put("id", prompt.id());
        ArrayNode messages = line.putArray("messages");
        for (ChatMessage message : prompt.messages()) {
            messages.addObject().put("role", message.role()).put("content", message.content());
        }
        line.put("source", prompt.source());
        new TreeMap<>(prompt.fields()).forEach(line::set);
        return line;
    }

    private static void sampled(ObjectNode line, String side, Reply reply) {
        if (reply.ids().length > 0) {
            ids(line.putArray(side + "_ids"), reply);
        }
        if (reply.ids().length > 0 || reply.finish() == FinishReason.LENGTH) {
            line.put(side + "_finish", finish(reply));
        }
    }

    private static void scores(ObjectNode line, @Nullable PairScores scores, String id) {
        if (scores != null) {
            line.put("chosen_score", finite(scores.chosen(), id));
            line.put("rejected_score", finite(scores.rejected(), id));
        }
    }

    private static void ids(ArrayNode array, Reply reply) {
        for (int id : reply.ids()) {
            array.add(id);
        }
    }

    private static String finish(Reply reply) {
        return switch (reply.finish()) {
            case STOP -> "stop";
            case LENGTH -> "length";
        };
    }

    private static double finite(double score, String id) {
        if (!Double.isFinite(score)) {
            throw new DataException(
                    "a reply to '" + id + "' has the score " + score + ", must be finite");
        }
        return score;
    }
}
