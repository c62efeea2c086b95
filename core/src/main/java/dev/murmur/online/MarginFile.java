package dev.murmur.online;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.murmur.data.AtomicFiles;
import dev.murmur.objective.PairReward;
import dev.murmur.objective.ReferencedPair;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `margins.jsonl`: what rewards that a loss asks for think of each pair, computed once before
/// training.
public final class MarginFile {
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
                    .build();

    private MarginFile() {}

    public static void write(Path file, List<MarginRewards> lines) {
        AtomicFiles.writeText(
                file,
                out -> {
                    for (MarginRewards line : lines) {
                        var object = new LinkedHashMap<String, Object>();
                        object.put("id", line.id());
                        object.put("rewards", line.sorted());
                        out.write(JSON.writeValueAsString(object) + "\n");
                    }
                });
    }

    public static List<MarginRewards> read(Path file) {
        var lines = new ArrayList<MarginRewards>();
        try {
            for (String line : Files.readAllLines(file)) {
                lines.add(JSON.readValue(line, MarginRewards.class));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
        return lines;
    }

    /// Gives pairs their rewards, by the prompt's id.
    ///
    /// @throws IllegalStateException if a pair has no line
    public static List<ReferencedPair> join(List<ReferencedPair> pairs, List<MarginRewards> lines) {
        Map<String, Map<String, PairReward>> byId = new HashMap<>();
        lines.forEach(line -> byId.put(line.id(), line.rewards()));
        return pairs.stream()
                .map(pair -> {
                    Map<String, PairReward> rewards = byId.get(pair.group().id());
                    if (rewards == null) {
                        throw new IllegalStateException(
                                "pair '" + pair.group().id() + "' has no margin rewards");
                    }
                    return new ReferencedPair(pair.group(), pair.reference(), rewards);
                })
                .toList();
    }
}
