package dev.murmur.model;

/// The shape of a decoder, independent of the family it comes from.
///
/// @param vocabSize rows of the embedding
/// @param heads query heads; `kvHeads` divides it
/// @param ropeTheta base of the rotary frequencies
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
        double ropeTheta,
        int maxPositions,
        boolean tiedHead) {
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
}
