package dev.murmur.loss;

import dev.murmur.settings.Doc;
import dev.murmur.tensor.Tensors;
import java.util.Arrays;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// Negative log-likelihood of the chosen reply, per token: supervised fine-tuning on what was
/// preferred. Added to DPO by [WeightedSumLoss] it keeps the chosen replies likely: RPO, Pang et
/// al. 2024 ([arXiv 2404.19733](https://arxiv.org/abs/2404.19733)) and Liu et al. 2024 ([arXiv
/// 2405.16436](https://arxiv.org/abs/2405.16436)).
///
/// @param over what a token's share is of
public record ChosenNllLoss(@Doc("what the mean over tokens is of") Over over)
        implements ReferenceFreeLoss {
    /// What the tokens are a mean over.
    public enum Over {
        /// Each reply by its own tokens, so that replies weigh alike whatever their length: Pang et
        /// al.
        REPLY,
        /// All tokens of the chosen replies of the optimiser batch, so that tokens weigh alike: TRL
        /// 1.13's `sft` (of its micro-batch).
        BATCH
    }

    @Override
    public LossValue compute(PairLogProbs policy, PairFacts facts) {
        Checks.pairs(policy, facts);
        Tensor losses = nll(policy, facts, over);
        return PairRewards.ofMeans(1, policy, facts.tokens())
                .value(losses, policy, facts, Map.of("nll", losses.sum().item_double()));
    }

    /// Of each chosen reply, nats a token: `[pairs]`.
    static Tensor nll(PairLogProbs policy, PairFacts facts, Over over) {
        return switch (over) {
            case REPLY -> policy.chosen().div(lengths(policy.chosen(), facts)).neg();
            case BATCH -> policy.chosen().mul(new Scalar(-1 / facts.meanChosenTokens()));
        };
    }

    private static Tensor lengths(Tensor like, PairFacts facts) {
        return Tensors.like(
                like, Arrays.stream(facts.tokens().chosen()).asDoubleStream().toArray());
    }
}
