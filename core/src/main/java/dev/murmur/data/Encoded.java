package dev.murmur.data;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Rows that became tokens and those that did not: together every row that went in.
///
/// @param items in the order of the rows
/// @param borders between prompts and replies of the items
public record Encoded<R, T>(List<Item<R, T>> items, List<Reject> rejects, Borders borders) {
    public Encoded {
        items = List.copyOf(items);
        rejects = List.copyOf(rejects);
    }

    /// A row and its tokens.
    public record Item<R, T>(R row, T tokens) {}

    /// A row left out.
    ///
    /// @param id the prompt's id
    public record Reject(String id, String reason) {}

    /// The tokens of every row kept.
    public List<T> tokens() {
        return items.stream().map(Item::tokens).toList();
    }

    /// The tokens of every row.
    ///
    /// @throws DataException if a row was left out
    public List<T> requireAll() {
        if (!rejects.isEmpty()) {
            throw new DataException(
                    "prompt " + rejects.getFirst().id() + ": " + rejects.getFirst().reason());
        }
        return tokens();
    }

    /// How many rows were left out, by reason.
    public Map<String, Integer> rejectsByReason() {
        var counts = new TreeMap<String, Integer>();
        rejects.forEach(reject -> counts.merge(reject.reason(), 1, Integer::sum));
        return counts;
    }
}
