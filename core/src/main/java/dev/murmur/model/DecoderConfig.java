package dev.murmur.model;

import dev.murmur.nn.AttentionPlan;
import dev.murmur.nn.AttentionScores;
import dev.murmur.nn.RotaryFrequencies;

/// The shape of a decoder and what it computes, independent of how its family writes it down.
///
/// @param vocabSize rows of the embedding
/// @param heads query heads; `kvHeads` divides it
/// @param intermediateSize of a feed-forward layer, or of each expert
/// @param tiedHead whether the language-model head is the embedding
public record DecoderConfig(
        int vocabSize,
        int hiddenSize,
        int layers,
        int heads,
        int kvHeads,
        int headDim,
        int intermediateSize,
        double rmsNormEps,
        RotaryFrequencies rope,
        int maxPositions,
        boolean tiedHead,
        Architecture architecture) {
    public DecoderConfig {
        if (vocabSize < 1
                || hiddenSize < 1
                || layers < 1
                || intermediateSize < 1
                || maxPositions < 1) {
            throw new IllegalArgumentException("every size of a decoder must be at least 1");
        }
        if (kvHeads < 1 || heads % kvHeads != 0) {
            throw new IllegalArgumentException(
                    "num_key_value_heads is "
                            + kvHeads
                            + ", must divide num_attention_heads "
                            + heads);
        }
        if (headDim < 2 || headDim % 2 != 0) {
            throw new IllegalArgumentException(
                    "head_dim is " + headDim + ", must be even for rotary positions");
        }
    }

    public boolean has(Trait trait) {
        return architecture.has(trait);
    }

    /// How many of the last tokens a token of a layer sees, itself included.
    public int window(int layer) {
        SlidingWindow window = architecture.window();
        return window != null && window.layers().contains(layer)
                ? window.size()
                : AttentionPlan.UNLIMITED;
    }

    AttentionScores scores() {
        Double scalar = architecture.scoreScalar();
        return new AttentionScores(
                1 / Math.sqrt(scalar == null ? headDim : scalar), architecture.scoreCap());
    }
}
