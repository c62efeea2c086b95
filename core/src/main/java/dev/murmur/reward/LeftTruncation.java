package dev.murmur.reward;

import dev.murmur.data.TokenGroup;
import dev.murmur.data.TokenReply;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/// Cuts the oldest tokens of conversations that are too long, each by itself: replies that fit go
/// on sharing their prompt, and no score depends on a sibling's length.
///
/// As a Hugging Face tokenizer with `truncation_side: left` does, the cut goes through prompt and
/// reply alike and spares a beginning-of-sequence token.
///
/// @param maxTokens most of a prompt and its reply, `>= 2`
record LeftTruncation(int maxTokens, OptionalInt bos) {
    /// Replies of one row that are computed together.
    ///
    /// @param row index of the group they come from
    /// @param replies which of its replies they are
    record Piece(TokenGroup group, int row, int[] replies) {}

    List<Piece> pieces(List<TokenGroup> groups) {
        var pieces = new ArrayList<Piece>();
        for (int row = 0; row < groups.size(); row++) {
            add(pieces, row, groups.get(row));
        }
        return pieces;
    }

    private void add(List<Piece> pieces, int row, TokenGroup group) {
        List<TokenReply> replies = group.replies();
        int[] whole =
                IntStream.range(0, replies.size())
                        .filter(r -> tokens(group, replies.get(r)) <= maxTokens)
                        .toArray();
        if (whole.length > 0) {
            List<TokenReply> kept = Arrays.stream(whole).mapToObj(replies::get).toList();
            pieces.add(new Piece(new TokenGroup(group.id(), group.prompt(), kept), row, whole));
        }
        IntStream.range(0, replies.size())
                .filter(r -> tokens(group, replies.get(r)) > maxTokens)
                .forEach(
                        r -> pieces.add(new Piece(cut(group, replies.get(r)), row, new int[] {r})));
    }

    private static int tokens(TokenGroup group, TokenReply reply) {
        return group.prompt().length + reply.ids().length;
    }

    /// Only one reply sees the prompt, so where the prompt ends does not matter any more.
    private TokenGroup cut(TokenGroup group, TokenReply reply) {
        int[] all =
                IntStream.concat(Arrays.stream(group.prompt()), Arrays.stream(reply.ids()))
                        .toArray();
        int[] kept = Arrays.copyOfRange(all, all.length - maxTokens, all.length);
        if (bos.equals(OptionalInt.of(all[0]))) {
            kept[0] = all[0];
        }
        return new TokenGroup(
                group.id(),
                new int[] {kept[0]},
                List.of(TokenReply.of(Arrays.copyOfRange(kept, 1, kept.length))));
    }
}
