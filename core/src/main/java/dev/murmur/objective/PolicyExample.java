package dev.murmur.objective;

import dev.murmur.data.TokenGroup;
import dev.murmur.data.TokenReply;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A prompt and replies that a policy sampled to it, credited.
///
/// @param credited as many as the group's replies, in their order
/// @param policyLearns false while only the value model is trained
/// @param iteration what is known of all replies of the iteration, to stand with each step's
///   metrics
public record PolicyExample(
        TokenGroup group,
        List<Credited> credited,
        boolean policyLearns,
        Map<String, Double> iteration)
        implements TrainingExample {
    /// A number for each counted token of a reply.
    ///
    /// @param behaviour log-prob under the policy that sampled it, nats
    /// @param initial log-prob under the policy that the run started from, nats
    /// @param values what the value model expected then; empty without one
    /// @param advantages what the policy learns from
    /// @param returns what the value model learns; empty without one
    public record Credited(
            double[] behaviour,
            double[] initial,
            double[] values,
            double[] advantages,
            double[] returns) {}

    public PolicyExample {
        credited = List.copyOf(credited);
        if (group.replies().size() != credited.size()) {
            throw new IllegalArgumentException(
                    group.id()
                            + " has "
                            + group.replies().size()
                            + " replies, of which "
                            + credited.size()
                            + " are credited");
        }
    }

    /// The same replies in parts that can be computed one after the other; each repeats the prompt.
    ///
    /// @param maxTokens most tokens of a part; a reply that is longer with its prompt has a part of
    ///   its own
    public List<PolicyExample> split(int maxTokens) {
        if (group.tokens() <= maxTokens) {
            return List.of(this);
        }
        var parts = new ArrayList<PolicyExample>();
        int from = 0;
        int tokens = group.prompt().length;
        for (int i = 0; i < credited.size(); i++) {
            int own = group.replies().get(i).ids().length;
            if (i > from && tokens + own > maxTokens) {
                parts.add(part(from, i));
                from = i;
                tokens = group.prompt().length;
            }
            tokens += own;
        }
        parts.add(part(from, credited.size()));
        return parts;
    }

    private PolicyExample part(int from, int to) {
        List<TokenReply> replies = group.replies().subList(from, to);
        return new PolicyExample(
                new TokenGroup(group.id(), group.prompt(), replies),
                credited.subList(from, to),
                policyLearns,
                iteration);
    }
}
