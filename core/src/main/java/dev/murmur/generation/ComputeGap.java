package dev.murmur.generation;

import dev.murmur.data.TokenGroup;
import dev.murmur.data.TokenReply;
import dev.murmur.model.CausalLm;
import dev.murmur.model.GroupBatch;
import dev.murmur.model.PackedLm;
import dev.murmur.tensor.TensorScope;
import dev.murmur.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.DoubleStream;
import org.bytedeco.pytorch.InferenceMode;

/// How far a model that computes less precisely is from itself: it draws a few replies, and the
/// model as it is computes their log-probs again. Some 256 tokens, few prompts or many: the mean of
/// so many is within a tenth of what it would be of all.
final class ComputeGap {
    private static final int REPLIES = 8;
    private static final int TOKENS = 32; // a reply

    private ComputeGap() {}

    /// Draws as the model does, at temperature 1 without filters, whatever the params are.
    ///
    /// @param prompts at least one; the first few are replied to
    static LogProbGap of(
            CausalLm model,
            PackedLm packed,
            List<EncodedPrompt> prompts,
            SamplingParams params,
            Set<Integer> stops) {
        int tokens = Math.min(TOKENS, params.maxNewTokens());
        List<EncodedPrompt> first = prompts.subList(0, Math.min(REPLIES, prompts.size()));
        int each = Math.ceilDiv(REPLIES, first.size());
        var own = new SamplingParams(each, 1, 1, 0, 0, tokens, params.seed());
        List<List<SampledTokens>> replies =
                new BatchDecoder(packed, own, stops).decode(first, (_, _) -> {});
        var groups = new ArrayList<TokenGroup>();
        for (int i = 0; i < first.size(); i++) {
            List<TokenReply> drawn =
                    replies.get(i).stream().map(reply -> TokenReply.of(reply.ids())).toList();
            groups.add(new TokenGroup(first.get(i).id(), first.get(i).tokens(), drawn));
        }
        try (var _ = new InferenceMode(true);
                var _ = new TensorScope()) {
            return LogProbGap.between(
                    replies.stream()
                            .flatMap(List::stream)
                            .flatMapToDouble(reply -> DoubleStream.of(reply.logProbs()))
                            .toArray(),
                    Tensors.toDoubles(model.replyLogProbs(GroupBatch.of(groups)).tokens()));
        }
    }
}
