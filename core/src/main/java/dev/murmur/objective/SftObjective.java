package dev.murmur.objective;

import dev.murmur.data.TokenReply;
import dev.murmur.loss.LossValue;
import dev.murmur.model.CausalLm;
import dev.murmur.model.GroupBatch;
import dev.murmur.model.ReplyLogProbs;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/// Supervised fine-tuning: mean negative log-prob of the assistant's tokens, each token weighing
/// the same whatever reply or micro-batch it is in.
public record SftObjective(CausalLm model) implements Objective<Imitation> {
    @Override
    public double items(Imitation example) {
        return example.group().replies().stream().mapToInt(TokenReply::countedTokens).sum();
    }

    @Override
    public Evaluated evaluate(List<Imitation> examples) {
        GroupBatch batch = GroupBatch.of(examples.stream().map(Imitation::group).toList());
        ReplyLogProbs logProbs = model.replyLogProbs(batch);
        Tensor sum = logProbs.tokens().sum().neg(); // []
        return new Evaluated(
                new LossValue(sum, batch.targets().size(0), Map.of()), logProbs::backward);
    }
}
