package dev.murmur.reward;

import dev.murmur.data.Candidates;
import dev.murmur.metrics.RunContext;
import java.util.List;

/// Gives the replies of every prompt the same scores.
record FixedReward(String id, Runnable onClose, double... scores) implements RewardModel {
    @Override
    public List<double[]> score(List<Candidates> batch, RunContext context) {
        return batch.stream().map(_ -> scores.clone()).toList();
    }

    @Override
    public void close() {
        onClose.run();
    }
}
