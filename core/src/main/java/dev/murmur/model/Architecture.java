package dev.murmur.model;

import dev.murmur.nn.Activation;
import dev.murmur.nn.SoftCap;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a decoder computes, its sizes aside: Llama's layers with these switches.
///
/// @param activation of feed-forward layers
/// @param scoreScalar products of queries and keys are divided by its root; null for the head size
/// @param scoreCap limits them; null for none
/// @param logitCap limits logits; null for none
/// @param window null where every layer sees everything
/// @param experts null where every token passes through the same feed-forward layer
public record Architecture(
        Set<Trait> traits,
        Activation activation,
        @Nullable Double scoreScalar,
        @Nullable SoftCap scoreCap,
        @Nullable SoftCap logitCap,
        @Nullable SlidingWindow window,
        @Nullable Experts experts) {
    public static final Architecture LLAMA =
            new Architecture(Set.of(), Activation.SILU, null, null, null, null, null);

    /// Feed-forward layers to choose from.
    ///
    /// @param count in each layer
    /// @param perToken of them for each token, at most `count`
    public record Experts(int count, int perToken) {
        public Experts {
            if (perToken < 1 || perToken > count) {
                throw new IllegalArgumentException(
                        "num_experts_per_tok is "
                                + perToken
                                + ", must be from 1 to num_local_experts "
                                + count);
            }
        }
    }

    public Architecture {
        traits = Set.copyOf(traits);
    }

    /// The same with more traits.
    Architecture with(Trait... more) {
        var all = new HashSet<>(traits);
        all.addAll(Arrays.asList(more));
        return new Architecture(all, activation, scoreScalar, scoreCap, logitCap, window, experts);
    }

    Architecture with(@Nullable SlidingWindow other) {
        return new Architecture(
                traits, activation, scoreScalar, scoreCap, logitCap, other, experts);
    }

    Architecture with(Experts other) {
        return new Architecture(traits, activation, scoreScalar, scoreCap, logitCap, window, other);
    }

    public boolean has(Trait trait) {
        return traits.contains(trait);
    }
}
