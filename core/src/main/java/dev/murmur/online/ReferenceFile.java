package dev.murmur.online;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.murmur.data.JsonLines;
import dev.murmur.data.LazyList;
import dev.murmur.data.TokenGroup;
import dev.murmur.objective.PairSums;
import dev.murmur.objective.ReferencedPair;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// `reference.jsonl`: what the reference model thinks of each pair, computed once before training.
public final class ReferenceFile {
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
                    .build();

    private ReferenceFile() {}

    public static void write(Path file, List<ReferenceLogProbs> lines) {
        JsonLines.write(file, JSON, lines);
    }

    public static List<ReferenceLogProbs> read(Path file) {
        return JsonLines.read(file, JSON, ReferenceLogProbs.class);
    }

    /// Puts pairs and their reference log-probs together by the prompt's id.
    ///
    /// @param groups the chosen reply first
    /// @return a view of the groups
    /// @throws IllegalStateException if a pair has no line
    public static List<ReferencedPair> join(
            List<TokenGroup> groups, List<ReferenceLogProbs> lines) {
        Map<String, ReferenceLogProbs> byId = new HashMap<>();
        lines.forEach(line -> byId.put(line.id(), line));
        var sums = new ArrayList<PairSums>();
        for (TokenGroup group : groups) {
            ReferenceLogProbs line = byId.get(group.id());
            if (line == null) {
                throw new IllegalStateException(
                        "pair '" + group.id() + "' has no reference log-probs");
            }
            sums.add(line.sums());
        }
        return new LazyList<>(groups.size(), i -> new ReferencedPair(groups.get(i), sums.get(i)));
    }
}
