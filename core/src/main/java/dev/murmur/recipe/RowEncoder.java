package dev.murmur.recipe;

import dev.murmur.data.Borders;
import dev.murmur.data.DataException;
import dev.murmur.data.Encoded;
import dev.murmur.data.OverlongException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Encodes the rows of a file as they come, some at a time, and counts what is left out.
final class RowEncoder<R, T> {
    /// Enough for all cores, little enough to be forgotten.
    private static final int TOGETHER = 512;

    private static final Logger LOG = LoggerFactory.getLogger(RowEncoder.class);

    private final Path file;
    private final Function<List<R>, Encoded<R, T>> encoding;
    private final Consumer<Encoded.Item<R, T>> kept;
    private final List<R> waiting = new ArrayList<>();
    private final Map<String, Integer> rejects = new TreeMap<>();
    private Borders borders = Borders.NONE;
    private int rows;
    private int items;
    private @Nullable OverlongException overlong;

    /// @param file for messages
    /// @param encoding of some rows
    /// @param kept takes the rows that are not left out and their tokens, in order
    RowEncoder(
            Path file,
            Function<List<R>, Encoded<R, T>> encoding,
            Consumer<Encoded.Item<R, T>> kept) {
        this.file = file;
        this.encoding = encoding;
        this.kept = kept;
    }

    /// @throws DataException naming the file, if a row cannot be encoded
    void add(R row) {
        waiting.add(row);
        if (waiting.size() == TOGETHER) {
            encodeWaiting();
        }
    }

    /// Encodes what waits, and says which rows were left out, and why, and where prompt and reply
    /// meet as they would not in one text.
    ///
    /// @throws DataException naming the file, if a row is too long or none is left
    void finish() {
        encodeWaiting();
        if (overlong != null) {
            throw named(overlong.of(rows));
        }
        if (!rejects.isEmpty()) {
            LOG.warn("{}: {} rows left out: {}", file, rows - items, rejects);
        }
        if (borders.seams() > 0) {
            LOG.warn(
                    "{}: {} of {} borders between prompt and reply are none in one text, as {}",
                    file,
                    borders.seams(),
                    borders.count(),
                    borders.example());
        }
        if (items == 0) {
            throw new DataException(file + ": every row was left out: " + rejects);
        }
    }

    private void encodeWaiting() {
        rows += waiting.size();
        Optional<Encoded<R, T>> encoded = Optional.empty();
        try {
            encoded = Optional.of(encoding.apply(waiting));
        } catch (OverlongException e) {
            overlong = overlong == null ? e : overlong.and(e);
        } catch (DataException e) {
            throw named(e);
        }
        encoded.ifPresent(this::take);
        waiting.clear();
    }

    private void take(Encoded<R, T> encoded) {
        encoded.items().forEach(kept);
        items += encoded.items().size();
        borders = borders.plus(encoded.borders());
        encoded.rejectsByReason()
                .forEach((reason, count) -> rejects.merge(reason, count, Integer::sum));
    }

    private DataException named(DataException problem) {
        return new DataException(file + ": " + problem.getMessage(), problem);
    }
}
