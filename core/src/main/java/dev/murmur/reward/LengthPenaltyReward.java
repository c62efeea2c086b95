package dev.murmur.reward;

import dev.murmur.data.Candidates;
import dev.murmur.metrics.RunContext;
import java.util.ArrayList;
import java.util.List;

/// Another reward less a price on length: `r(x, y) - price * length(y)`, the length penalty of
/// RLHFlow's pair selection (Xiong et al. 2024, arXiv 2312.11456, `max_min_p`).
///
/// We depart in one thing: RLHFlow finds the best and the worst reply by the penalised reward, and
/// then orders the two by the raw one. Here the penalised reward is the reward.
///
/// @param reward what is penalised; closed with this
/// @param price of one unit of length, in the unit of the reward, `>= 0`
public record LengthPenaltyReward(RewardModel reward, double price, ReplyLength length)
        implements RewardModel {
    /// @throws IllegalArgumentException if the price is negative or not finite
    public LengthPenaltyReward {
        if (!(price >= 0 && price < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "price is " + price + ", must be 0 (length is free) or more");
        }
    }

    @Override
    public String id() {
        return id(reward.id(), price, length);
    }

    /// What a penalised reward is called.
    public static String id(String reward, double price, ReplyLength length) {
        return reward + " - " + price + " per " + length.unit();
    }

    /// @throws dev.murmur.data.DataException if a length cannot be told
    @Override
    public List<double[]> score(List<Candidates> batch, RunContext context) {
        List<int[]> lengths = length.of(batch);
        List<double[]> scores = reward.score(batch, context);
        var penalised = new ArrayList<double[]>();
        for (int row = 0; row < batch.size(); row++) {
            double[] score = scores.get(row).clone();
            for (int reply = 0; reply < score.length; reply++) {
                score[reply] -= price * lengths.get(row)[reply];
            }
            penalised.add(score);
        }
        return penalised;
    }

    @Override
    public boolean opensPerCall() {
        return reward.opensPerCall();
    }

    @Override
    public void close() {
        reward.close();
    }
}
