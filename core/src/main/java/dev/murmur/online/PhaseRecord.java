package dev.murmur.online;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.murmur.data.AtomicFiles;
import dev.murmur.data.DataException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.codec.digest.DigestUtils;

/// What a finished phase depended on and what it wrote: `<phase>.done.json`.
///
/// @param key SHA-256 over `phase`, `settings` and `inputs`
/// @param inputs name to SHA-256 of each file that was read
/// @param files name to SHA-256 of each file that was written
record PhaseRecord(
        String phase,
        String key,
        SortedMap<String, String> settings,
        SortedMap<String, String> inputs,
        SortedMap<String, String> files) {
    private static final ObjectMapper JSON =
            JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
                    .build();

    static PhaseRecord of(
            Phase phase, SortedMap<String, String> inputs, SortedMap<String, String> files) {
        String key = DigestUtils.sha256Hex(json(List.of(phase.name(), phase.settings(), inputs)));
        return new PhaseRecord(phase.name(), key, phase.settings(), inputs, files);
    }

    void write(Path file) {
        AtomicFiles.writeText(
                file,
                out -> {
                    out.write(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this));
                    out.write('\n');
                });
    }

    static PhaseRecord read(Path file) {
        try {
            return JSON.readValue(Files.readString(file), PhaseRecord.class);
        } catch (JsonProcessingException e) {
            throw new DataException(
                    file
                            + " is damaged ("
                            + e.getOriginalMessage()
                            + "); delete it and its phase runs again",
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What differs between what a phase was finished with and what it would be run with now, one
    /// line each.
    List<String> changesTo(PhaseRecord now) {
        var changes = new ArrayList<String>();
        for (String name : names(settings, now.settings)) {
            String before = settings.getOrDefault(name, "not set");
            String after = now.settings.getOrDefault(name, "not set");
            if (!before.equals(after)) {
                changes.add(name + " was " + before + ", is now " + after);
            }
        }
        for (String name : names(inputs, now.inputs)) {
            if (!now.inputs.containsKey(name)) {
                changes.add(name + " was read, is now gone");
            } else if (!now.inputs.get(name).equals(inputs.get(name))) {
                changes.add(name + (inputs.containsKey(name) ? " has other contents" : " is new"));
            }
        }
        return changes;
    }

    private static Iterable<String> names(Map<String, String> before, Map<String, String> after) {
        var names = new TreeMap<>(before);
        names.putAll(after);
        return names.keySet();
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
