package dev.murmur.judge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.murmur.data.AtomicFiles;
import dev.murmur.data.DataException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Answers on disk, one file each, by the content of their question: `ab/ab12....json`. Runs may
/// share a folder. Deleting it is always safe, and asks again.
///
/// @param folder where they lie; made when the first is written
record AnswerCache(Path folder) {
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                    .build();

    /// A file: the question beside the answer, for who looks.
    private record Entry(ChatRequest request, ChatAnswer answer) {}

    /// @throws DataException if the file is damaged
    Optional<ChatAnswer> get(ChatRequest request) {
        Path file = file(request);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(Files.readString(file), Entry.class).answer());
        } catch (JsonProcessingException e) {
            throw new DataException(
                    file
                            + " is damaged ("
                            + e.getOriginalMessage()
                            + "); delete it and the judge is asked again",
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    void put(ChatRequest request, ChatAnswer answer) {
        AtomicFiles.writeText(
                file(request),
                out -> out.write(JSON.writeValueAsString(new Entry(request, answer)) + "\n"));
    }

    private Path file(ChatRequest request) {
        String key = request.key();
        return folder.resolve(key.substring(0, 2)).resolve(key + ".json");
    }
}
