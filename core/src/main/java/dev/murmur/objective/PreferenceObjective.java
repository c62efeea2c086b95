package dev.murmur.objective;

import dev.murmur.loss.PairLogProbs;
import dev.murmur.loss.PairTokens;
import dev.murmur.loss.PairwiseLoss;
import dev.murmur.model.CausalLm;
import dev.murmur.model.GroupBatch;
import dev.murmur.model.ReplyLogProbs;
import dev.murmur.tensor.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// Learning from pairs against a reference policy whose log-probs were computed beforehand.
public record PreferenceObjective(CausalLm policy, PairwiseLoss loss)
        implements Objective<ReferencedPair> {
    @Override
    public double items(ReferencedPair example) {
        return 1;
    }

    @Override
    public Evaluated evaluate(List<ReferencedPair> pairs) {
        GroupBatch batch = GroupBatch.of(pairs.stream().map(ReferencedPair::group).toList());
        ReplyLogProbs logProbs = policy.replyLogProbs(batch);
        Tensor sums = logProbs.sums().view(pairs.size(), 2); // [pairs, 2]: chosen, rejected
        var ofPolicy = new PairLogProbs(sums.select(1, 0), sums.select(1, 1));
        var ofReference =
                new PairLogProbs(
                        floats(
                                pairs.stream()
                                        .mapToDouble(ReferencedPair::referenceChosen)
                                        .toArray()),
                        floats(
                                pairs.stream()
                                        .mapToDouble(ReferencedPair::referenceRejected)
                                        .toArray()));
        return new Evaluated(
                loss.compute(ofPolicy, ofReference, tokens(pairs)), logProbs::backward);
    }

    /// Lengths of the replies of pairs, in counted tokens.
    public static PairTokens tokens(List<ReferencedPair> pairs) {
        return new PairTokens(counted(pairs, 0), counted(pairs, 1));
    }

    private static int[] counted(List<ReferencedPair> pairs, int side) {
        return pairs.stream()
                .mapToInt(pair -> pair.group().replies().get(side).countedTokens())
                .toArray();
    }

    private static Tensor floats(double[] values) {
        return Tensors.doubles(values).to(org.bytedeco.pytorch.global.torch.ScalarType.Float);
    }
}
