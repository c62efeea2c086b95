package dev.murmur.loss;

import dev.murmur.settings.Doc;
import dev.murmur.tensor.Tensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// DPO with margin rewards: MODPO, Zhou et al. 2023 ([arXiv
/// 2310.03708](https://arxiv.org/abs/2310.03708)): `-log sigmoid((beta * D - sum_m w_m (r_m(y_w) -
/// r_m(y_l))) / w)`. The pairs say what one objective prefers, of weight `w`; other objectives
/// enter as rewards `r_m` that stay as they are, of weights `w_m`. The optimum maximises the
/// weighted sum of all.
///
/// The reward `length` is known without a model: minus the reply's tokens. With `w = 1` and it
/// alone this is [LengthRegularizedDpoLoss]. Any other is looked up by name in [PairFacts#rewards].
///
/// @param beta weight of the implicit KL penalty, dimensionless, `> 0`
/// @param weight of what the pairs prefer, `> 0`
/// @param margins the other objectives, at least one, each once
public record MarginDpoLoss(
        @Doc("weight of the implicit KL penalty, > 0") double beta,
        @Doc("weight of what the pairs prefer, > 0") double weight,
        @Doc("other objectives") List<Margin> margins)
        implements PairwiseLoss {
    /// The reward that is minus a reply's tokens.
    public static final String LENGTH = "length";

    /// An objective beside that of the pairs.
    ///
    /// @param reward its name, `length` for minus the tokens
    /// @param weight how much of it counts, not 0; below 0 the reward is a cost
    public record Margin(
            @Doc("name of the reward; length is minus the tokens") String reward,
            @Doc("weight of the reward; below 0 it is a cost") double weight) {
        public Margin {
            if (!Double.isFinite(weight) || weight == 0) {
                throw new IllegalArgumentException(
                        "margins.weight is "
                                + weight
                                + ", must be a number other than 0 (0.001 to 0.1 for length)");
            }
        }
    }

    public MarginDpoLoss {
        Checks.positive("loss.beta", beta, "0.01 to 0.5");
        Checks.positive("loss.weight", weight, "0.1 to 1");
        margins = List.copyOf(margins);
        if (margins.isEmpty()) {
            throw new IllegalArgumentException(
                    "loss.margins is empty, must hold at least one reward; without any this is dpo");
        }
        if (margins.stream().map(Margin::reward).distinct().count() < margins.size()) {
            throw new IllegalArgumentException(
                    "loss.margins has a reward twice, must have each once: "
                            + margins.stream().map(Margin::reward).toList());
        }
    }

    @Override
    public Set<String> rewards() {
        return margins.stream()
                .map(Margin::reward)
                .filter(name -> !name.equals(LENGTH))
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public LossValue compute(PairLogProbs policy, PairLogProbs reference, PairFacts facts) {
        Checks.pairs(policy, reference, facts);
        var rewards = PairRewards.of(beta, policy, reference);
        var total = new double[facts.pairs()];
        var metrics = new LinkedHashMap<String, Double>();
        for (Margin margin : margins) {
            double[] each = differences(margin.reward(), facts);
            double sum = 0;
            for (int i = 0; i < total.length; i++) {
                total[i] += margin.weight() * each[i];
                sum += margin.weight() * each[i];
            }
            metrics.put("margin_" + margin.reward(), sum);
        }
        Tensor margin = rewards.margin(); // [pairs]
        Tensor logits =
                margin.sub(Tensors.like(margin, total)).mul(new Scalar(1 / weight)); // [pairs]
        return rewards.value(Logistic.softplusOfMinus(logits), policy, facts, metrics);
    }

    /// By how much the chosen replies have more of a reward.
    private static double[] differences(String reward, PairFacts facts) {
        var differences = new double[facts.pairs()];
        for (int i = 0; i < differences.length; i++) {
            differences[i] =
                    reward.equals(LENGTH)
                            ? facts.tokens().rejected()[i] - facts.tokens().chosen()[i]
                            : facts.reward(reward).chosen()[i] - facts.reward(reward).rejected()[i];
        }
        return differences;
    }
}
