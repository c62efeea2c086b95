package dev.murmur.online;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.murmur.data.JsonLines;
import dev.murmur.data.LazyList;
import dev.murmur.objective.PairReward;
import dev.murmur.objective.ReferencedPair;
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
        JsonLines.write(file, JSON, lines.stream().map(MarginFile::object).toList());
    }

    private static Map<String, Object> object(MarginRewards line) {
        var object = new LinkedHashMap<String, Object>();
        object.put("id", line.id());
        object.put("rewards", line.sorted());
        return object;
    }

    public static List<MarginRewards> read(Path file) {
        return JsonLines.read(file, JSON, MarginRewards.class);
    }

    /// Gives pairs their rewards, by the prompt's id.
    ///
    /// @return a view of the pairs
    /// @throws IllegalStateException if a pair has no line
    public static List<ReferencedPair> join(List<ReferencedPair> pairs, List<MarginRewards> lines) {
        Map<String, Map<String, PairReward>> byId = new HashMap<>();
        lines.forEach(line -> byId.put(line.id(), line.rewards()));
        var each = new ArrayList<Map<String, PairReward>>();
        for (ReferencedPair pair : pairs) {
            Map<String, PairReward> rewards = byId.get(pair.group().id());
            if (rewards == null) {
                throw new IllegalStateException(
                        "pair '" + pair.group().id() + "' has no margin rewards");
            }
            each.add(rewards);
        }
        return new LazyList<>(pairs.size(), i -> with(pairs.get(i), each.get(i)));
    }

    private static ReferencedPair with(ReferencedPair pair, Map<String, PairReward> rewards) {
        return new ReferencedPair(pair.group(), pair.reference(), rewards);
    }
}
