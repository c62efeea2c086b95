package dev.murmur.nn;

import org.bytedeco.pytorch.Tensor;

/// What a layer does to each token by itself.
public sealed interface FeedForward permits GatedFeedForward, FusedFeedForward, MixtureOfExperts {
    /// @param x `[tokens, hidden]`
    /// @return `[tokens, hidden]`
    Tensor apply(Tensor x);

    /// The same with packed layers.
    FeedForward packed(Packer packer);
}
