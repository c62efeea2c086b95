package dev.murmur.data;

import java.util.List;

/// A prompt and the replies that compete for it.
public record Candidates(Prompt prompt, List<Reply> replies) {
    public Candidates {
        replies = List.copyOf(replies);
    }
}
