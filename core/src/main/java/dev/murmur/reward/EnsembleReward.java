package dev.murmur.reward;

import dev.murmur.data.Candidates;
import dev.murmur.metrics.RunContext;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// A weighted sum of rewards: `sum_m weight_m * (r_m(x, y) - mean_m) / std_m`.
///
/// Means and standard deviations are given, not taken from the replies at hand: a score must not
/// depend on what is scored with it. The members are opened one after the other, so memory need
/// hold only the largest. A reply that one member cannot judge has no score.
///
/// @param members at least one
public record EnsembleReward(List<Member> members) implements RewardModel {
    /// One reward of the sum.
    ///
    /// @param id what it is, for reports
    /// @param weight not 0; negative to subtract
    /// @param mean subtracted from its scores
    /// @param std its scores are divided by this, `> 0`
    /// @param open opens it
    public record Member(
            String id, double weight, double mean, double std, Supplier<RewardModel> open) {
        double share(double score) {
            return weight * ((score - mean) / std);
        }
    }

    /// @throws IllegalArgumentException if there is no member
    public EnsembleReward {
        members = List.copyOf(members);
        if (members.isEmpty()) {
            throw new IllegalArgumentException("members is empty, must hold at least one reward");
        }
    }

    @Override
    public String id() {
        return members.stream()
                .map(member -> member.weight() + " * " + member.id())
                .collect(Collectors.joining(" + ", "ensemble:", ""));
    }

    @Override
    public List<double[]> score(List<Candidates> batch, RunContext context) {
        List<double[]> sums = batch.stream().map(row -> new double[row.replies().size()]).toList();
        for (Member member : members) {
            try (RewardModel reward = member.open().get()) {
                add(member, reward.score(batch, context), sums);
            }
        }
        return sums;
    }

    private static void add(Member member, List<double[]> scores, List<double[]> sums) {
        for (int row = 0; row < sums.size(); row++) {
            double[] sum = sums.get(row);
            for (int reply = 0; reply < sum.length; reply++) {
                sum[reply] += member.share(scores.get(row)[reply]);
            }
        }
    }

    @Override
    public boolean opensPerCall() {
        return true;
    }

    /// Nothing is open between calls.
    @Override
    public void close() {}
}
