package dev.murmur.recipe;

import dev.murmur.data.DataException;
import dev.murmur.data.TokenGroup;
import dev.murmur.data.TokenReply;
import dev.murmur.metrics.RunContext;
import dev.murmur.objective.ReplyScorer;
import dev.murmur.tensor.Dtype;
import java.util.List;

/// A policy that is its own reference has log-ratio 0 before the first step, and so loss log 2 with
/// DPO. If not, the reference is another model's, or template and lengths differ, and training
/// would run on noise.
///
/// @param name of the training
/// @param dtype that both are computed in
record StartCheck(String name, Dtype dtype) {
    /// Nats by which a reply's log-prob may differ between two computations of the same model: sums
    /// of floats depend on what shares their batch.
    private static final double SAME = 0.05;

    /// The same for each token of a reply, where a number has 8 bits.
    private static final double SAME_BFLOAT16 = 0.002;

    private static final int CHECKED = 8;

    /// @param policy gives log-probs under the policy
    /// @param groups of which the first few are checked
    /// @param reference log-probs of their replies under the reference, nats
    /// @throws DataException if one differs
    void require(
            ReplyScorer policy,
            List<TokenGroup> groups,
            List<double[]> reference,
            RunContext context) {
        int checked = Math.min(CHECKED, groups.size());
        List<double[]> sums = policy.score(groups.subList(0, checked), "check " + name, context);
        for (int i = 0; i < checked; i++) {
            double difference = difference(sums.get(i), reference.get(i));
            if (!(difference < tolerance(groups.get(i)))) {
                throw new DataException(
                        name
                                + ": the policy starts as the reference, yet their log-probs of '"
                                + groups.get(i).id()
                                + "' differ by "
                                + difference
                                + " nats; was reference.jsonl made with this model, template and data?");
            }
        }
    }

    private double tolerance(TokenGroup group) {
        int longest =
                group.replies().stream().mapToInt(TokenReply::countedTokens).max().orElseThrow();
        return dtype == Dtype.FLOAT32 ? SAME : SAME + longest * SAME_BFLOAT16;
    }

    private static double difference(double[] some, double[] others) {
        double largest = 0;
        for (int i = 0; i < others.length; i++) {
            largest = Math.max(largest, Math.abs(some[i] - others[i])); // NaN stays
        }
        return largest;
    }
}
