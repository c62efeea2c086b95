package dev.murmur.objective;

import dev.murmur.data.TokenReply;
import dev.murmur.loss.LossValue;
import dev.murmur.model.CausalLm;
import dev.murmur.model.GroupBatch;
import dev.murmur.model.ReplyLogProbs;
import dev.murmur.tensor.Tensors;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.bytedeco.pytorch.Tensor;

/// Supervised fine-tuning: mean negative log-prob of the assistant's tokens, each token weighing as
/// its conversation does whatever reply or micro-batch it is in.
///
/// With weights by the quality of the data's source, and role prefixes that name it, this is
/// C-RLFT, Wang et al. 2023 ([arXiv 2309.11235](https://arxiv.org/abs/2309.11235)): the sum of
/// weight times cross-entropy over the sum of the weights of the whole optimiser batch.
public record SftObjective(CausalLm model) implements Objective<Imitation> {
    @Override
    public double items(Imitation example) {
        return example.weight()
                * example.group().replies().stream().mapToInt(TokenReply::countedTokens).sum();
    }

    @Override
    public Evaluated evaluate(List<Imitation> examples) {
        GroupBatch batch = GroupBatch.of(examples.stream().map(Imitation::group).toList());
        ReplyLogProbs logProbs = model.replyLogProbs(batch);
        Tensor tokens = logProbs.tokens(); // [targets]
        Tensor weights = Tensors.like(tokens, weights(examples));
        Tensor sum = tokens.mul(weights).sum().neg(); // []
        double items = examples.stream().mapToDouble(this::items).sum();
        return new Evaluated(new LossValue(sum, items, Map.of()), logProbs::backward);
    }

    /// Of each target, in the batch's order.
    private static double[] weights(List<Imitation> examples) {
        return examples.stream()
                .flatMapToDouble(example ->
                        example.group().replies().stream()
                                .flatMapToDouble(reply ->
                                        DoubleStream.generate(example::weight)
                                                .limit(reply.countedTokens())))
                .toArray();
    }
}
