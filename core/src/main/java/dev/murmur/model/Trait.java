package dev.murmur.model;

/// How a decoder departs from Llama's layers.
public enum Trait {
    /// Queries, keys and values have biases.
    QKV_BIAS,
    /// What attention returns passes through a layer with a bias.
    OUTPUT_BIAS,
    /// Feed-forward layers have biases.
    FEED_FORWARD_BIAS,
    /// One matrix makes queries, keys and values (`qkv_proj`), one gate and up (`gate_up_proj`).
    FUSED_PROJECTIONS,
    /// Each head's queries and keys are normalised before they turn (`q_norm`, `k_norm`).
    HEAD_NORMS,
    /// A norm multiplies by one more than its weight.
    UNIT_OFFSET_NORMS,
    /// What attention and feed-forward return is normalised, too, before it is added.
    NORMS_AROUND,
    /// Embeddings are multiplied by the root of the hidden size.
    SCALED_EMBEDDING
}
