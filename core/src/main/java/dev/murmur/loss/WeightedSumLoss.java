package dev.murmur.loss;

import dev.murmur.settings.Doc;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// Several losses of the same pairs, each times a weight. DPO with the likelihood of the chosen
/// reply (RPO) is `dpo` and `chosen-nll`.
///
/// Metrics of the same name are those of the first part that has a reference; `loss_1`, `loss_2`
/// and so on are the parts before their weights.
///
/// @param losses at least two, one of them with a reference
public record WeightedSumLoss(@Doc("the losses that are added") List<Part> losses)
        implements PairwiseLoss {
    /// A loss and what it counts.
    ///
    /// @param weight `> 0`
    public record Part(
            @Doc("what the loss is multiplied by, > 0") double weight,
            @Doc("preference loss") PreferenceLoss loss) {
        public Part {
            Checks.positive("losses.weight", weight, "0.1 to 10");
        }
    }

    public WeightedSumLoss {
        losses = List.copyOf(losses);
        if (losses.size() < 2) {
            throw new IllegalArgumentException(
                    "loss.losses has " + losses.size() + " entries, must have at least 2");
        }
        if (losses.stream().noneMatch(part -> part.loss() instanceof PairwiseLoss)) {
            throw new IllegalArgumentException(
                    "loss.losses has none that compares with a reference, must have one; cpo and orpo"
                            + " add the likelihood of the chosen reply without");
        }
    }

    @Override
    public boolean coupled() {
        return losses.stream().anyMatch(part -> part.loss().coupled());
    }

    @Override
    public boolean readsAlignment() {
        return compared().stream().anyMatch(PairwiseLoss::readsAlignment);
    }

    @Override
    public Set<String> rewards() {
        return compared().stream()
                .flatMap(loss -> loss.rewards().stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public WeightedSumLoss fit(PairTokens tokens) {
        return new WeightedSumLoss(
                losses.stream()
                        .map(part -> new Part(part.weight(), fitted(part.loss(), tokens)))
                        .toList());
    }

    @Override
    public LossValue compute(PairLogProbs policy, PairLogProbs reference, PairFacts facts) {
        var sums = new ArrayList<Tensor>();
        var parts = new LinkedHashMap<String, Double>();
        var compared = new LinkedHashMap<String, Double>();
        var free = new LinkedHashMap<String, Double>();
        for (Part part : losses) {
            LossValue value =
                    switch (part.loss()) {
                        case PairwiseLoss loss -> loss.compute(policy, reference, facts);
                        case ReferenceFreeLoss loss -> loss.compute(policy, facts);
                    };
            sums.add(value.sum().mul(new Scalar(part.weight())));
            parts.put("loss_" + sums.size(), value.sum().item_double());
            var metrics = part.loss() instanceof PairwiseLoss ? compared : free;
            value.metrics().forEach(metrics::putIfAbsent);
        }
        free.forEach(compared::putIfAbsent);
        compared.putAll(parts);
        return new LossValue(
                sums.stream().reduce(Tensor::add).orElseThrow(), facts.pairs(), compared);
    }

    private List<PairwiseLoss> compared() {
        return losses.stream()
                .map(Part::loss)
                .filter(PairwiseLoss.class::isInstance)
                .map(PairwiseLoss.class::cast)
                .toList();
    }

    private static PreferenceLoss fitted(PreferenceLoss loss, PairTokens tokens) {
        return loss instanceof PairwiseLoss compared ? compared.fit(tokens) : loss;
    }
}
