package dev.murmur.objective;

import dev.murmur.loss.LossValue;
import dev.murmur.loss.PolicyLoss;
import dev.murmur.loss.PolicyTokens;
import dev.murmur.model.CausalLm;
import dev.murmur.model.GroupBatch;
import dev.murmur.model.ReplyLogProbs;
import dev.murmur.objective.PolicyExample.Credited;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Learning from the policy's own replies: a policy-gradient loss and, for losses that use values,
/// the value model's.
///
/// @param critic null exactly if the loss uses no values
/// @param maxTokens longest reply that could have been sampled
public record PolicyObjective(
        CausalLm policy, @Nullable Critic critic, PolicyLoss loss, int maxTokens)
        implements Objective<PolicyExample> {
    public PolicyObjective {
        if (loss.usesValues() == (critic == null)) {
            throw new IllegalArgumentException(
                    loss + (loss.usesValues() ? " needs" : " has no use for") + " a value model");
        }
    }

    @Override
    public double items(PolicyExample example) {
        return example.group().replies().stream()
                .mapToDouble(reply -> loss.items(reply.countedTokens(), maxTokens))
                .sum();
    }

    @Override
    public Evaluated evaluate(List<PolicyExample> examples) {
        GroupBatch batch = GroupBatch.of(examples.stream().map(PolicyExample::group).toList());
        Critic.@Nullable Fit fit = critic == null ? null : critic.fit(batch, examples);
        if (fit != null && !examples.getFirst().policyLearns()) {
            return new Evaluated(described(fit.loss(), examples), fit.values()::backward);
        }
        ReplyLogProbs logProbs = policy.replyLogProbs(batch);
        LossValue learnt = loss.compute(tokens(batch, logProbs, examples));
        if (fit == null) {
            return new Evaluated(described(learnt, examples), logProbs::backward);
        }
        var metrics = new LinkedHashMap<>(learnt.metrics());
        metrics.put("policy_loss", learnt.sum().item_double());
        metrics.putAll(fit.loss().metrics());
        var both = new LossValue(learnt.sum().add(fit.loss().sum()), learnt.items(), metrics);
        return new Evaluated(
                described(both, examples),
                total -> {
                    logProbs.backward(total);
                    fit.values().finishBackward();
                });
    }

    private PolicyTokens tokens(
            GroupBatch batch, ReplyLogProbs logProbs, List<PolicyExample> examples) {
        return new PolicyTokens(
                logProbs.tokens(),
                CreditedTokens.of(logProbs.tokens(), examples, Credited::behaviour),
                CreditedTokens.of(logProbs.tokens(), examples, Credited::initial),
                CreditedTokens.of(logProbs.tokens(), examples, Credited::advantages),
                batch.targetsPerReply(),
                maxTokens);
    }

    /// With the iteration's numbers, so that their means over a batch are themselves.
    private LossValue described(LossValue loss, List<PolicyExample> examples) {
        Map<String, Double> metrics = new LinkedHashMap<>(loss.metrics());
        for (PolicyExample example : examples) {
            double items = items(example);
            example.iteration()
                    .forEach((name, value) -> metrics.merge(name, value * items, Double::sum));
        }
        return new LossValue(loss.sum(), loss.items(), metrics);
    }
}
