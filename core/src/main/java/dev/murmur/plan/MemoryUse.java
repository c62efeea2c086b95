package dev.murmur.plan;

/// Bytes of one phase at its peak, by what they hold.
///
/// @param weights of every model that is open, adapters among them
/// @param gradients of what is trained
/// @param optimizer both moments of AdamW
/// @param activations what the largest batch computes on its way, the head's logits among them
/// @param cache keys and values of replies that grow
public record MemoryUse(
        long weights, long gradients, long optimizer, long activations, long cache) {
    public long total() {
        return weights + gradients + optimizer + activations + cache;
    }
}
