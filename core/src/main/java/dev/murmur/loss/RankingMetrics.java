package dev.murmur.loss;

import dev.murmur.tensor.Tensors;
import java.util.LinkedHashMap;
import org.bytedeco.pytorch.Tensor;

/// What every ranking loss reports about one group of replies.
///
/// @param orderedPairs pairs of replies of which one ranks better
/// @param correct those whose better reply has the strictly higher score
/// @param margin sum over ordered pairs of the better score minus the worse
/// @param score mean over replies
record RankingMetrics(int orderedPairs, int correct, double margin, double score) {
    static RankingMetrics of(Tensor scores, double[] ranks) {
        double[] s = Tensors.toDoubles(scores);
        int ordered = 0;
        int correct = 0;
        double margin = 0;
        double total = 0;
        for (int better = 0; better < s.length; better++) {
            total += s[better];
            for (int worse = 0; worse < s.length; worse++) {
                if (ranks[better] < ranks[worse]) {
                    ordered++;
                    correct += s[better] > s[worse] ? 1 : 0;
                    margin += s[better] - s[worse];
                }
            }
        }
        return new RankingMetrics(ordered, correct, margin, total / s.length);
    }

    /// The value of a group, which counts only when it orders at least one pair.
    LossValue with(Tensor sum) {
        boolean counts = orderedPairs > 0;
        var metrics = new LinkedHashMap<String, Double>();
        metrics.put("accuracy", counts ? (double) correct / orderedPairs : 0.0);
        metrics.put("margin", counts ? margin / orderedPairs : 0.0);
        metrics.put("score", counts ? score : 0.0);
        return new LossValue(sum, counts ? 1 : 0, metrics);
    }
}
