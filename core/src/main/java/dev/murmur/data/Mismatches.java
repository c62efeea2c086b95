package dev.murmur.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Gives each prompt a reply that was written to another one.
public final class Mismatches {
    private Mismatches() {}

    /// The rows are put in an order that depends only on the seed; each takes the reply of the next
    /// row, or the one after, and so on, that has another prompt and whose reply fits.
    ///
    /// @param groups one reply each
    /// @param maxTokens of a prompt and a reply
    /// @return as many, in their order: the prompts with their new replies
    /// @throws DataException if there is none for a prompt
    public static List<TokenGroup> of(List<TokenGroup> groups, int maxTokens, long seed) {
        int rows = groups.size();
        int[] order = KeyedRandom.permutation(rows, KeyedRandom.key(seed, "mismatch", ""));
        var mismatched = new ArrayList<>(groups);
        for (int at = 0; at < rows; at++) {
            TokenGroup own = groups.get(order[at]);
            TokenReply reply = null;
            for (int ahead = 1; ahead < rows && reply == null; ahead++) {
                TokenGroup other = groups.get(order[(at + ahead) % rows]);
                reply = fits(own, other, maxTokens) ? other.replies().getFirst() : null;
            }
            if (reply == null) {
                throw new DataException(
                        "row '"
                                + own.id()
                                + "': no row with another prompt has a reply that fits beside its"
                                + " prompt of "
                                + own.prompt().length
                                + " tokens into max_tokens ("
                                + maxTokens
                                + "); this loss compares with mismatched replies");
            }
            mismatched.set(order[at], new TokenGroup(own.id(), own.prompt(), List.of(reply)));
        }
        return List.copyOf(mismatched);
    }

    private static boolean fits(TokenGroup own, TokenGroup other, int maxTokens) {
        return !Arrays.equals(own.prompt(), other.prompt())
                && own.prompt().length + other.replies().getFirst().ids().length <= maxTokens;
    }
}
