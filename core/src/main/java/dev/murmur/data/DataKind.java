package dev.murmur.data;

import java.util.Locale;

/// What the rows of a file are.
public enum DataKind {
    PROMPTS,
    PAIRS,
    RANKINGS,
    UNPAIRED,
    CONVERSATIONS;

    /// The kind that a row's keys speak for.
    static DataKind of(Row row) {
        if (row.has("answers")) {
            return RANKINGS;
        }
        if (row.has("chosen") || row.has("rejected")) {
            return PAIRS;
        }
        if (row.has("label") && (row.has("reply") || row.has("completion"))) {
            return UNPAIRED;
        }
        boolean conversation =
                row.has("messages")
                        && !row.has("prompt")
                        && row.messages("messages").getLast().isAssistant();
        return conversation ? CONVERSATIONS : PROMPTS;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
