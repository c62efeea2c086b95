package dev.murmur.judge;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
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
public record AnswerCache(Path folder) {
    private static final JsonMapper JSON = new JsonMapper();

    /// A file: the question beside the answer, for who looks.
    private record Entry(
            @JsonProperty(required = true) ChatRequest request,
            @JsonProperty(required = true) ChatAnswer answer) {}

    boolean has(ChatRequest request) {
        return Files.exists(file(request));
    }

    /// @throws DataException if the file is damaged
    public Optional<ChatAnswer> get(ChatRequest request) {
        Path file = file(request);
        if (!has(request)) {
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

    /// Once this returns the answer survives whatever happens.
    public void put(ChatRequest request, ChatAnswer answer) {
        AtomicFiles.writeText(
                file(request),
                out -> out.write(JSON.writeValueAsString(new Entry(request, answer)) + "\n"));
    }

    private Path file(ChatRequest request) {
        String key = request.key();
        return folder.resolve(key.substring(0, 2)).resolve(key + ".json");
    }
}
