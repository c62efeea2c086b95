package dev.murmur.objective;

import dev.murmur.data.LazyList;
import dev.murmur.loss.LossValue;
import dev.murmur.loss.PairFacts;
import dev.murmur.loss.PairLogProbs;
import dev.murmur.loss.PairNumbers;
import dev.murmur.loss.PairTokens;
import dev.murmur.loss.PairwiseLoss;
import dev.murmur.model.CausalLm;
import dev.murmur.tensor.Tensors;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.bytedeco.pytorch.Tensor;

/// Learning from pairs against a reference policy whose log-probs were computed beforehand.
public record PreferenceObjective(CausalLm policy, PairwiseLoss loss)
        implements Objective<ReferencedPair> {
    @Override
    public double items(ReferencedPair pair) {
        return 1;
    }

    @Override
    public Evaluated evaluate(List<ReferencedPair> pairs) {
        return objective().evaluate(pairs);
    }

    @Override
    public Objective<ReferencedPair> over(List<List<ReferencedPair>> microBatches) {
        return objective().over(microBatches);
    }

    /// Lengths of the replies of pairs, in counted tokens.
    public static PairTokens tokens(List<ReferencedPair> pairs) {
        return PairObjective.tokens(LazyList.map(pairs, ReferencedPair::group));
    }

    private PairObjective<ReferencedPair> objective() {
        return new PairObjective<>(policy, loss, this::compute);
    }

    private LossValue compute(PairLogProbs ofPolicy, PairFacts facts, List<ReferencedPair> pairs) {
        var ofReference =
                new PairLogProbs(
                        numbers(ofPolicy.chosen(), pairs, PairSums::chosen),
                        numbers(ofPolicy.chosen(), pairs, PairSums::rejected),
                        numbers(ofPolicy.chosen(), pairs, PairSums::chosenShared),
                        numbers(ofPolicy.chosen(), pairs, PairSums::rejectedShared));
        return loss.compute(ofPolicy, ofReference, facts.with(rewards(pairs)));
    }

    private static Tensor numbers(
            Tensor like, List<ReferencedPair> pairs, ToDoubleFunction<PairSums> number) {
        double[] values =
                pairs.stream().map(ReferencedPair::reference).mapToDouble(number).toArray();
        return Tensors.like(like, values); // [pairs]
    }

    private Map<String, PairNumbers> rewards(List<ReferencedPair> pairs) {
        var rewards = new TreeMap<String, PairNumbers>();
        for (String name : loss.rewards()) {
            List<PairReward> each = pairs.stream().map(pair -> reward(pair, name)).toList();
            rewards.put(
                    name,
                    new PairNumbers(
                            each.stream().mapToDouble(PairReward::chosen).toArray(),
                            each.stream().mapToDouble(PairReward::rejected).toArray()));
        }
        return rewards;
    }

    private static PairReward reward(ReferencedPair pair, String name) {
        PairReward reward = pair.rewards().get(name);
        if (reward == null) {
            throw new IllegalArgumentException(
                    "pair '"
                            + pair.group().id()
                            + "' has no reward '"
                            + name
                            + "', which the loss asks for; it has "
                            + pair.rewards().keySet().stream().sorted().toList());
        }
        return reward;
    }
}
