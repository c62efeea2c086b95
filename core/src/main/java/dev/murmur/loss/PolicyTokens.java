package dev.murmur.loss;

import dev.murmur.tensor.Tensors;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/// The tokens of a micro-batch of sampled replies, reply after reply.
///
/// @param policy log-prob of each token under the policy that is trained, nats, with gradient:
///   `[tokens]`
/// @param behaviour the same under the policy that sampled them: `[tokens]`
/// @param initial the same under the policy that the run started from: `[tokens]`
/// @param advantages how much better than expected each token was: `[tokens]`
/// @param tokensPerReply at least 1 each
/// @param maxTokens longest reply that could have been sampled
public record PolicyTokens(
        Tensor policy,
        Tensor behaviour,
        Tensor initial,
        Tensor advantages,
        int[] tokensPerReply,
        int maxTokens) {
    public PolicyTokens {
        long tokens = IntStream.of(tokensPerReply).sum();
        Checks.floats("policy", policy, tokens);
        constant("behaviour", behaviour, tokens);
        constant("initial", initial, tokens);
        constant("advantages", advantages, tokens);
        for (int n : tokensPerReply) {
            if (n < 1 || n > maxTokens) {
                throw new IllegalArgumentException(
                        "a reply has " + n + " tokens, expected 1 to " + maxTokens);
            }
        }
    }

    private static void constant(String name, Tensor tensor, long tokens) {
        Checks.floats(name, tensor, tokens);
        if (tensor.requires_grad()) {
            throw new IllegalArgumentException(
                    name + " carries a gradient, expected constants: only the policy learns");
        }
    }

    int replies() {
        return tokensPerReply.length;
    }

    /// `log pi - log pi_behaviour`, with gradient: `[tokens]`.
    Tensor logRatios() {
        return policy.sub(behaviour);
    }

    /// Sums over each reply's tokens: `[replies]`.
    ///
    /// @param values `[tokens]`
    Tensor sums(Tensor values) {
        return values.new_zeros(replies()).index_add(0, replyOfToken(), values);
    }

    /// A number of each token that depends on its reply alone, as constants of the policy's dtype:
    /// `[tokens]`.
    ///
    /// @param ofReply one a reply
    Tensor spread(double[] ofReply) {
        Tensor numbers = Tensors.like(policy, ofReply);
        return numbers.index_select(0, replyOfToken());
    }

    private Tensor replyOfToken() {
        int[] replies =
                IntStream.range(0, replies())
                        .flatMap(r -> IntStream.range(0, tokensPerReply[r]).map(_ -> r))
                        .toArray();
        return Tensors.indices(policy, replies);
    }
}
