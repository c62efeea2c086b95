package dev.murmur.model;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// A language model that writes replies token by token. Used under inference mode. Logits are on
/// the CPU, where tokens are drawn.
public interface StepwiseModel {
    DecoderConfig config();

    /// Prompts computed and ready to grow replies.
    ///
    /// @param cache to be closed by the caller
    /// @param logits of each prompt's first reply token, float32: `[groups, vocab]`
    record Prefill(KvCache cache, Tensor logits) {}

    /// Computes each prompt once for `slots` replies.
    Prefill prefill(List<int[]> prompts, int slots);

    /// Appends one token to every row of several caches.
    ///
    /// @param tokens for each cache in turn `groups * slots` ids, slot by slot within a group
    /// @return logits of the next token, float32: `[all caches' groups * slots, vocab]`
    Tensor decode(List<KvCache> caches, int[] tokens);

    /// Appends one token to every row of a cache.
    default Tensor decode(KvCache cache, int[] tokens) {
        return decode(List.of(cache), tokens);
    }
}
