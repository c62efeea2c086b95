package dev.murmur.objective;

import dev.murmur.data.TokenGroup;
import dev.murmur.loss.PairLogProbs;
import dev.murmur.loss.PairNumbers;
import dev.murmur.model.CausalLm;
import dev.murmur.model.GroupBatch;
import dev.murmur.model.ReplyLogProbs;
import dev.murmur.tensor.Tensors;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/// Both replies of pairs in one forward pass.
record PairForward(GroupBatch batch, ReplyLogProbs logProbs) {
    /// @param groups two replies each, the chosen first
    static PairForward of(CausalLm model, List<TokenGroup> groups) {
        GroupBatch batch = GroupBatch.of(groups);
        return new PairForward(batch, model.replyLogProbs(batch));
    }

    /// With gradient: `[pairs]` each.
    PairLogProbs pairs() {
        Tensor whole = byPair(logProbs.sums()); // [pairs, 2]: chosen, rejected
        Tensor shared = byPair(logProbs.sums(inShared())); // [pairs, 2]
        return new PairLogProbs(
                whole.select(1, 0), whole.select(1, 1), shared.select(1, 0), shared.select(1, 1));
    }

    /// A row a pair as [PairSums#of] reads it: `[pairs, 4]`.
    Tensor rows() {
        return torch.cat(
                new TensorVector(byPair(logProbs.sums()), byPair(logProbs.sums(inShared()))), 1);
    }

    /// How much each reply looks like the model's own, see [dev.murmur.loss.PairFacts].
    PairNumbers alignment() {
        double[] sums = Tensors.toDoubles(logProbs.sums().detach().sub(logProbs.logCollisions()));
        int[] lengths = batch.targetsPerReply();
        var chosen = new double[sums.length / 2];
        var rejected = new double[sums.length / 2];
        for (int pair = 0; pair < chosen.length; pair++) {
            chosen[pair] = sums[2 * pair] / lengths[2 * pair];
            rejected[pair] = sums[2 * pair + 1] / lengths[2 * pair + 1];
        }
        return new PairNumbers(chosen, rejected);
    }

    private static Tensor byPair(Tensor replies) {
        return replies.view(-1, 2); // [pairs, 2]
    }

    /// 1 where a target is in the shared part of its reply, 0 in its tail: `[targets]`.
    private Tensor inShared() {
        int[] lengths = batch.targetsPerReply();
        var weights = new double[Arrays.stream(lengths).sum()];
        int at = 0;
        for (int reply = 0; reply < lengths.length; reply++) {
            int shared = Math.min(lengths[reply], lengths[reply ^ 1]);
            Arrays.fill(weights, at, at + shared, 1);
            at += lengths[reply];
        }
        return Tensors.like(logProbs.tokens(), weights);
    }
}
