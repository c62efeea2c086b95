package dev.murmur.rollout;

import dev.murmur.loss.Credit;
import dev.murmur.loss.Experience;
import dev.murmur.objective.PolicyExample.Credited;
import java.util.ArrayList;
import java.util.List;

/// What the models say of each token of each reply of each prompt.
///
/// @param behaviour log-probs under the policy as it samples, nats
/// @param initial log-probs under the policy that the run started from, nats
/// @param values empty without a value model
record TokenNumbers(
        List<List<double[]>> behaviour, List<List<double[]>> initial, List<List<double[]>> values) {
    /// @param rewards of each prompt's replies
    List<List<Experience>> experiences(List<double[]> rewards) {
        var groups = new ArrayList<List<Experience>>();
        for (int g = 0; g < behaviour.size(); g++) {
            var group = new ArrayList<Experience>();
            for (int r = 0; r < behaviour.get(g).size(); r++) {
                group.add(new Experience(rewards.get(g)[r], logRatios(g, r), values(g, r)));
            }
            groups.add(group);
        }
        return groups;
    }

    List<List<Credited>> credited(List<List<Credit>> credits) {
        var groups = new ArrayList<List<Credited>>();
        for (int g = 0; g < behaviour.size(); g++) {
            var group = new ArrayList<Credited>();
            for (int r = 0; r < behaviour.get(g).size(); r++) {
                Credit credit = credits.get(g).get(r);
                group.add(
                        new Credited(
                                behaviour.get(g).get(r),
                                initial.get(g).get(r),
                                values(g, r),
                                credit.advantages(),
                                credit.returns()));
            }
            groups.add(group);
        }
        return groups;
    }

    private double[] logRatios(int group, int reply) {
        double[] now = behaviour.get(group).get(reply);
        double[] then = initial.get(group).get(reply);
        var ratios = new double[now.length];
        for (int t = 0; t < ratios.length; t++) {
            ratios[t] = now[t] - then[t];
        }
        return ratios;
    }

    private double[] values(int group, int reply) {
        return values.isEmpty() ? new double[0] : values.get(group).get(reply);
    }
}
