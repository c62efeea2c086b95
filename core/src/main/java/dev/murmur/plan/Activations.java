package dev.murmur.plan;

import dev.murmur.model.Architecture;
import dev.murmur.model.DecoderConfig;

/// Bytes that a batch takes besides weights: counted from what [dev.murmur.model.Decoder] computes,
/// where segments lie side by side for attention. On the CPU, without windows and caps, they do
/// not, and it takes less.
///
/// @param config of the model
record Activations(DecoderConfig config) {
    /// Logits that the head holds at once, and what it makes of them: log-probs or their gradient.
    private static final long HEAD_LOGITS = 3L * 4 * (1L << 20);

    private static final int FLOAT = 4;

    /// A forward and a backward pass over packed tokens. Kept for the backward pass: of each norm
    /// its input; queries, keys and values, and again as rows for attention; what it returns,
    /// twice; of the feed-forward layer gate and up. What norms give and the product of gate and up
    /// are made again. Of an adapter the float32 copy of what goes into each linear layer, where it
    /// is not float32 already.
    ///
    /// @param bytes of a number of the weights' dtype
    /// @param adapter whether an adapter is trained
    /// @param recompute whether of all layers but one only the input is kept
    long training(long tokens, int bytes, boolean adapter, boolean recompute) {
        long kept = bytes * (2 * hidden() + 4 * queries() + 4 * keys() + 2 * inner());
        if (adapter && bytes != FLOAT) {
            kept += (long) FLOAT * (5 * hidden() + queries() + inner());
        }
        long layers =
                recompute ? kept + bytes * hidden() * config.layers() : kept * config.layers();
        return tokens * (layers + 4 * hidden() * bytes) + layer(tokens, bytes) + head(tokens);
    }

    /// A forward pass: what one layer makes, freed with it.
    ///
    /// @param bytes of a number of the weights' dtype
    long inference(long tokens, int bytes) {
        return layer(tokens, bytes) + head(tokens);
    }

    /// Everything that one layer makes: norms and sums; projections; their halves while they turn;
    /// rows for attention; the feed-forward layer. In float32 whatever the dtype: keys and values
    /// as attention reads them, those of a prompt once more for each reply, taken as twice.
    private long layer(long tokens, int bytes) {
        long typed = 7 * hidden() + 10 * queries() + 8 * keys() + 4 * inner();
        long attention = 4 * queries() + 2 * keys();
        return tokens * (bytes * typed + FLOAT * attention);
    }

    private long hidden() {
        return config.hiddenSize();
    }

    private long queries() {
        return (long) config.heads() * config.headDim();
    }

    private long keys() {
        return (long) config.kvHeads() * config.headDim();
    }

    private long inner() {
        Architecture.Experts experts = config.architecture().experts();
        return (long) config.intermediateSize() * (experts == null ? 1 : experts.perToken());
    }

    private long head(long tokens) {
        return Math.min(HEAD_LOGITS, 3L * FLOAT * tokens * config.vocabSize());
    }
}
