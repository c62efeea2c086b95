package dev.murmur.reward;

import dev.murmur.data.Candidates;
import dev.murmur.data.DataException;
import dev.murmur.data.FinishReason;
import dev.murmur.data.Reply;
import dev.murmur.text.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How long a reply is.
public sealed interface ReplyLength {
    /// Singular.
    String unit();

    /// @return for each entry of `batch`, in order, the length of each reply
    List<int[]> of(List<Candidates> batch);

    /// Unicode code points of the reply's text.
    record Characters() implements ReplyLength {
        @Override
        public String unit() {
            return "character";
        }

        @Override
        public List<int[]> of(List<Candidates> batch) {
            return batch.stream()
                    .map(row ->
                            row.replies().stream()
                                    .mapToInt(r -> r.text().codePointCount(0, r.text().length()))
                                    .toArray())
                    .toList();
        }
    }

    /// Tokens as sampled, the end-of-turn token included if it was sampled. A reply that was not
    /// sampled is encoded by a tokenizer, with one token more for its end if it is finished.
    ///
    /// @param folder of the tokenizer for replies without token ids
    record Tokens(Optional<Path> folder) implements ReplyLength {
        @Override
        public String unit() {
            return "token";
        }

        /// @throws DataException if a reply has no token ids and there is no tokenizer
        @Override
        public List<int[]> of(List<Candidates> batch) {
            if (folder.isEmpty()) {
                batch.forEach(Tokens::requireSampled);
                return batch.stream().map(Tokens::sampled).toList();
            }
            try (Tokenizer tokenizer = Tokenizer.open(folder.get())) {
                var lengths = new ArrayList<int[]>();
                batch.forEach(row ->
                        lengths.add(
                                row.replies().stream()
                                        .mapToInt(r -> length(r, tokenizer))
                                        .toArray()));
                return lengths;
            }
        }

        private static int[] sampled(Candidates row) {
            return row.replies().stream().mapToInt(reply -> reply.ids().length).toArray();
        }

        private static int length(Reply reply, Tokenizer tokenizer) {
            if (reply.ids().length > 0) {
                return reply.ids().length;
            }
            int end = reply.finish() == FinishReason.STOP ? 1 : 0;
            return tokenizer.encode(reply.text()).length + end;
        }

        private static void requireSampled(Candidates row) {
            for (int i = 0; i < row.replies().size(); i++) {
                if (row.replies().get(i).ids().length == 0) {
                    throw new DataException(
                            "reply "
                                    + i
                                    + " of prompt '"
                                    + row.prompt().id()
                                    + "' has no token ids to count; name a tokenizer in the length"
                                    + " penalty (tokenizer: MODEL_DIR), or use per_character");
                }
            }
        }
    }
}
