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
/// model as it is computes their log-probs again.
final class ComputeGap {
    private static final int PROMPTS = 8;
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
        var own = new SamplingParams(1, 1, 1, 0, 0, tokens, params.seed());
        List<EncodedPrompt> first = prompts.subList(0, Math.min(PROMPTS, prompts.size()));
        List<SampledTokens> replies =
                new BatchDecoder(packed, own, stops)
                        .decode(first, (_, _) -> {}).stream().map(List::getFirst).toList();
        var groups = new ArrayList<TokenGroup>();
        for (int i = 0; i < first.size(); i++) {
            var reply = TokenReply.of(replies.get(i).ids());
            groups.add(new TokenGroup(first.get(i).id(), first.get(i).tokens(), List.of(reply)));
        }
        try (var _ = new InferenceMode(true);
                var _ = new TensorScope()) {
            return LogProbGap.between(
                    replies.stream().flatMapToDouble(r -> DoubleStream.of(r.logProbs())).toArray(),
                    Tensors.toDoubles(model.replyLogProbs(GroupBatch.of(groups)).tokens()));
        }
    }
}
