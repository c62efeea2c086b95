package dev.murmur.benchmark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.murmur.data.AtomicFiles;
import dev.murmur.data.DataException;
import dev.murmur.metrics.Progress;
import dev.murmur.metrics.RunContext;
import dev.murmur.metrics.StoppedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/// A file of what is known of each item of a benchmark, JSON lines in the order of the items, which
/// grows as they are worked through: who comes back goes on after the last line.
///
/// The first line says what the others are of: `{"key": ...}`.
///
/// @param <T> a record, an item's line
final class AnswerLog<T> {
    static final String FILE = "answers.jsonl";

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                    .build();

    private record Header(String key) {}

    private final Path file;
    private final List<T> answers = new ArrayList<>();

    /// Opens the file of a folder, or begins one.
    ///
    /// @param key what the answers depend on
    /// @throws DataException if the file is of another key, or damaged
    AnswerLog(Path folder, String key, Class<T> type) {
        this.file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            AtomicFiles.writeText(file, out -> out.write(line(new Header(key))));
            return;
        }
        truncateToWholeLines();
        List<String> lines = lines(file);
        Header header =
                lines.isEmpty() ? new Header("") : parse(file, lines.getFirst(), 1, Header.class);
        if (!header.key().equals(key)) {
            throw new DataException(
                    file
                            + " has the answers of another model, other data or other settings;"
                            + " delete it, or set another output");
        }
        answers.addAll(parse(file, lines, type));
    }

    /// The answers of a folder, whatever they depend on.
    static <T> List<T> read(Path folder, Class<T> type) {
        Path file = folder.resolve(FILE);
        return parse(file, lines(file), type);
    }

    /// Those there are, in order.
    List<T> answers() {
        return List.copyOf(answers);
    }

    int size() {
        return answers.size();
    }

    /// Answers the items after those that are answered.
    ///
    /// @param items all of them
    /// @param atOnce how many are answered together: what a kill loses
    /// @param answer may throw [StoppedException] too
    /// @param what names the work for progress
    /// @throws StoppedException if asked to stop; what was answered is kept
    <I> void goOn(
            List<I> items,
            int atOnce,
            Function<List<I>, List<T>> answer,
            String what,
            RunContext context) {
        try (Progress.Task task =
                context.progress().start(what, items.size() - answers.size(), "questions")) {
            while (answers.size() < items.size()) {
                if (context.stop().requested()) {
                    throw stopped(what);
                }
                int end = Math.min(answers.size() + atOnce, items.size());
                List<I> next = items.subList(answers.size(), end);
                add(answer.apply(next));
                task.advance(next.size(), "");
            }
        } catch (StoppedException e) {
            throw stopped(what);
        }
    }

    private static StoppedException stopped(String what) {
        return new StoppedException("stopped in '" + what + "'; the answers so far are kept");
    }

    /// Adds answers; once this returns they survive whatever happens.
    private void add(List<T> more) {
        var lines = new StringBuilder();
        more.forEach(answer -> lines.append(line(answer)));
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(lines.toString());
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
        answers.addAll(more);
    }

    /// A line that a kill cut short is taken away.
    private void truncateToWholeLines() {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            byte[] bytes = Files.readAllBytes(file);
            int end = bytes.length;
            while (end > 0 && bytes[end - 1] != '\n') {
                end--;
            }
            channel.truncate(end);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot mend " + file, e);
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /// All but the first line.
    private static <R> List<R> parse(Path file, List<String> lines, Class<R> type) {
        return IntStream.range(1, lines.size())
                .mapToObj(i -> parse(file, lines.get(i), i + 1, type))
                .toList();
    }

    private static <R> R parse(Path file, String line, int number, Class<R> type) {
        try {
            return JSON.readValue(line, type);
        } catch (JsonProcessingException e) {
            throw new DataException(
                    file
                            + ":"
                            + number
                            + " is damaged ("
                            + e.getOriginalMessage()
                            + "); delete the file and its items are worked through again",
                    e);
        }
    }

    private static String line(Object answer) {
        try {
            return JSON.writeValueAsString(answer) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
