package dev.murmur.objective;

import dev.murmur.loss.LossValue;
import dev.murmur.loss.RankingLoss;
import dev.murmur.model.GroupBatch;
import dev.murmur.model.ReplyScores;
import dev.murmur.model.ScalarModel;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;

/// Reward modelling: a scalar for each of a prompt's K replies, all computed in one pass, ranked by
/// a likelihood.
public record RankingObjective(ScalarModel model, RankingLoss loss) implements Objective<Ranking> {
    /// Groups whose replies all tie teach nothing and do not weigh.
    @Override
    public double items(Ranking example) {
        return Arrays.stream(example.ranks()).distinct().count() > 1 ? 1 : 0;
    }

    @Override
    public Evaluated evaluate(List<Ranking> rankings) {
        GroupBatch batch = GroupBatch.of(rankings.stream().map(Ranking::group).toList());
        ReplyScores replies = model.replyScores(batch);
        Tensor scores = replies.values(); // [replies]
        Tensor sum = scores.sum().mul(dev.murmur.tensor.Tensors.ZERO);
        double items = 0;
        Map<String, Double> metrics = new TreeMap<>();
        int at = 0;
        for (Ranking ranking : rankings) {
            int k = ranking.ranks().length;
            LossValue group =
                    loss.compute(scores.narrow(0, at, k), ranking.ranks(), ranking.margin());
            sum = sum.add(group.sum());
            items += group.items();
            group.metrics().forEach((name, value) -> metrics.merge(name, value, Double::sum));
            at += k;
        }
        return new Evaluated(new LossValue(sum, items, metrics), replies::backward);
    }
}
