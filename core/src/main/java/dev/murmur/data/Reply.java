package dev.murmur.data;

/// One answer to a prompt.
///
/// @param text what a person reads, without template markers
/// @param ids the token ids as sampled, the end-of-turn token included if it was sampled; empty if
///   the reply did not come from a sampler and still has to be tokenised
/// @param finish why it ended
public record Reply(String text, int[] ids, FinishReason finish) {
    /// A reply that was written rather than sampled: complete, not yet tokenised.
    public static Reply written(String text) {
        return new Reply(text, new int[0], FinishReason.STOP);
    }
}
