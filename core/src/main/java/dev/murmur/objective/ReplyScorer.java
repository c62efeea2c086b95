package dev.murmur.objective;

import dev.murmur.data.TokenGroup;
import dev.murmur.metrics.RunContext;
import dev.murmur.model.CausalLm;
import dev.murmur.model.GroupBatch;
import dev.murmur.model.ScalarModel;
import dev.murmur.model.ScorePosition;
import java.util.List;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;

/// Numbers for every reply of many groups, each prompt computed once, batched by length under a
/// token budget.
///
/// @param numbers of the replies of some groups, as many a reply: `[replies]` or more
/// @param maxTokens tokens of one forward pass
/// @param workers batches that run side by side
public record ReplyScorer(Function<List<TokenGroup>, Tensor> numbers, int maxTokens, int workers) {
    /// Log-prob of each reply, summed over its counted tokens, nats: the reference of preference
    /// losses, and both sides of a KL estimate.
    public static ReplyScorer logProbs(CausalLm model, int maxTokens) {
        return new ReplyScorer(
                groups -> model.replyLogProbs(GroupBatch.of(groups)).sums(),
                maxTokens,
                model.workers());
    }

    /// What a model thinks of pairs: a group gives the four numbers of a [PairSums].
    public static ReplyScorer pairLogProbs(CausalLm model, int maxTokens) {
        return new ReplyScorer(
                pairs -> PairForward.of(model, pairs).rows(), maxTokens, model.workers());
    }

    /// Score of each reply under a reward model, read at its last token.
    public static ReplyScorer scores(ScalarModel model, int maxTokens) {
        return scores(model, ScorePosition.LAST, maxTokens);
    }

    /// Score of each reply under a reward model, read at a token of choice.
    public static ReplyScorer scores(ScalarModel model, ScorePosition position, int maxTokens) {
        return new ReplyScorer(
                groups -> model.scores(GroupBatch.of(groups, position)),
                maxTokens,
                model.workers());
    }

    /// @param what names the work for progress
    /// @return for each group, in order, the numbers of its replies
    public List<double[]> score(List<TokenGroup> groups, String what, RunContext context) {
        return new GroupScorer(numbers, group -> group.replies().size(), maxTokens, workers)
                .score(groups, what, context);
    }
}
