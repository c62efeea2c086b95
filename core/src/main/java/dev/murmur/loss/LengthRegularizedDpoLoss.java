package dev.murmur.loss;

import dev.murmur.settings.Doc;
import dev.murmur.tensor.Tensors;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// DPO with a length margin, `-log sigmoid(beta * D + alpha * (|y_w| - |y_l|))`: the loss of
/// iterative length-regularised DPO, Liu et al. 2024 ([arXiv
/// 2406.11817](https://arxiv.org/abs/2406.11817)), and of R-DPO, Park et al. 2024 ([arXiv
/// 2403.19159](https://arxiv.org/abs/2403.19159)).
///
/// The policy is trained for `reward - alpha * tokens`. The margin does not depend on the policy,
/// so it only changes how much a pair counts: short winners more, long winners less. No pair is
/// dropped or turned round.
///
/// Without an alpha, [#fit] takes the neutral one of the pairs: see [LengthBias].
///
/// @param beta weight of the implicit KL penalty, dimensionless, `> 0`
/// @param alpha price of a token, nats per token, `>= 0`; 0 is plain DPO. It is not multiplied by
///   beta: at a difference of 100 tokens, 0.01 moves the logit by 1
public record LengthRegularizedDpoLoss(
        @Doc("weight of the implicit KL penalty, > 0") double beta,
        @Doc("price of a token, nats per token, >= 0; if absent, fitted to the pairs")
                Optional<Double> alpha)
        implements PairwiseLoss {
    public LengthRegularizedDpoLoss {
        Checks.positive("loss.beta", beta, "0.01 to 0.5");
        alpha.ifPresent(price -> Checks.notNegative("loss.alpha", price, "0.005 to 0.05"));
    }

    public LengthRegularizedDpoLoss(double beta, double alpha) {
        this(beta, Optional.of(alpha));
    }

    @Override
    public LengthRegularizedDpoLoss fit(PairTokens tokens) {
        return alpha.isPresent()
                ? this
                : new LengthRegularizedDpoLoss(beta, Math.max(0, LengthBias.of(tokens)));
    }

    @Override
    public LossValue compute(PairLogProbs policy, PairLogProbs reference, PairFacts facts) {
        Checks.pairs(policy, reference, facts);
        double price =
                alpha.orElseThrow(() ->
                        new IllegalStateException(
                                "alpha is absent, fit the loss to its pairs first"));
        var rewards = PairRewards.of(beta, policy, reference);
        double[] lengthMargins = lengthMargins(price, facts.tokens());
        Tensor margin = rewards.margin(); // [pairs]
        Tensor lengths = Tensors.like(margin, lengthMargins);
        Tensor losses = torch.log_sigmoid(margin.add(lengths)).neg(); // [pairs]
        var metrics = new LinkedHashMap<String, Double>();
        metrics.put("length_margin", Arrays.stream(lengthMargins).sum());
        metrics.put("alpha", price * facts.pairs());
        return rewards.value(losses, policy, facts, metrics);
    }

    private static double[] lengthMargins(double price, PairTokens tokens) {
        var margins = new double[tokens.pairs()];
        for (int i = 0; i < margins.length; i++) {
            margins[i] = price * (tokens.chosen()[i] - tokens.rejected()[i]);
        }
        return margins;
    }
}
