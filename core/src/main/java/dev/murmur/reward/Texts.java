package dev.murmur.reward;

import dev.murmur.data.Candidates;
import dev.murmur.data.FinishReason;
import dev.murmur.data.Reply;
import java.util.List;

/// Replies as a model reads them that did not sample them: text, without the ids of another
/// tokenizer.
final class Texts {
    private Texts() {}

    static List<Candidates> of(List<Candidates> batch) {
        return batch.stream()
                .map(c -> new Candidates(c.prompt(), c.replies().stream().map(Texts::of).toList()))
                .toList();
    }

    /// An empty reply is an empty turn: there must be a token to compute something of.
    private static Reply of(Reply reply) {
        FinishReason finish = reply.text().isEmpty() ? FinishReason.STOP : reply.finish();
        return new Reply(reply.text(), new int[0], finish);
    }
}
