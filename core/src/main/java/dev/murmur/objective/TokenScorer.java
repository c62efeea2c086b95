package dev.murmur.objective;

import dev.murmur.data.TokenGroup;
import dev.murmur.data.TokenReply;
import dev.murmur.metrics.RunContext;
import dev.murmur.model.CausalLm;
import dev.murmur.model.GroupBatch;
import dev.murmur.model.ScalarModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;

/// One number for every counted token of every reply, as [ReplyScorer] has one a reply.
///
/// @param numbers of the counted tokens of some groups, reply after reply: `[tokens]`
/// @param maxTokens tokens of one forward pass
/// @param workers batches that run side by side
public record TokenScorer(Function<List<TokenGroup>, Tensor> numbers, int maxTokens, int workers) {
    /// Log-prob of each token, nats.
    public static TokenScorer logProbs(CausalLm model, int maxTokens) {
        return new TokenScorer(
                groups -> model.replyLogProbs(GroupBatch.of(groups)).tokens(),
                maxTokens,
                model.workers());
    }

    /// What a value model expects before each token.
    public static TokenScorer values(ScalarModel model, int maxTokens) {
        return new TokenScorer(
                groups -> model.tokenValues(GroupBatch.of(groups)).values(),
                maxTokens,
                model.workers());
    }

    /// @param what names the work for progress
    /// @return for each group, in order, for each of its replies a number a counted token
    public List<List<double[]>> score(List<TokenGroup> groups, String what, RunContext context) {
        List<double[]> flat =
                new GroupScorer(
                                numbers,
                                group ->
                                        group.replies().stream()
                                                .mapToInt(TokenReply::countedTokens)
                                                .sum(),
                                maxTokens,
                                workers)
                        .score(groups, what, context);
        var byReply = new ArrayList<List<double[]>>();
        for (int g = 0; g < groups.size(); g++) {
            byReply.add(byReply(groups.get(g), flat.get(g)));
        }
        return byReply;
    }

    private static List<double[]> byReply(TokenGroup group, double[] flat) {
        var replies = new ArrayList<double[]>();
        int at = 0;
        for (TokenReply reply : group.replies()) {
            int own = reply.countedTokens();
            replies.add(Arrays.copyOfRange(flat, at, at + own));
            at += own;
        }
        return replies;
    }
}
