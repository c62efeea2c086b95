package dev.murmur.objective;

import dev.murmur.loss.ReferenceFreeLoss;
import dev.murmur.model.CausalLm;
import java.util.List;

/// Learning from pairs with the policy alone.
public record ReferenceFreeObjective(CausalLm policy, ReferenceFreeLoss loss)
        implements Objective<Pair> {
    @Override
    public double items(Pair pair) {
        return 1;
    }

    @Override
    public Evaluated evaluate(List<Pair> pairs) {
        return objective().evaluate(pairs);
    }

    @Override
    public Objective<Pair> over(List<List<Pair>> microBatches) {
        return objective().over(microBatches);
    }

    private PairObjective<Pair> objective() {
        return new PairObjective<>(
                policy, loss, (ofPolicy, facts, _) -> loss.compute(ofPolicy, facts));
    }
}
