package dev.murmur.nn;

/// How far each pair of dimensions turns from one position to the next.
///
/// @param theta base of the frequencies, for example 10000
/// @param scaling what longer contexts did to them
public record RotaryFrequencies(double theta, Scaling scaling) {
    /// Frequencies as first trained, or stretched afterwards to reach further.
    public sealed interface Scaling {}

    /// None.
    public record Unscaled() implements Scaling {}

    /// All positions divided by a factor (Chen et al. 2023, arXiv 2306.15595): `linear`.
    ///
    /// @param factor `> 0`
    public record Linear(double factor) implements Scaling {}

    /// Long wavelengths divided by a factor, short ones kept, a smooth passage between (Llama 3.1):
    /// `llama3`.
    ///
    /// @param factor of wavelengths above `originalPositions / lowFrequency`
    /// @param highFrequency wavelengths below `originalPositions / highFrequency` are kept
    /// @param originalPositions context length before the stretch, tokens
    public record Llama3(
            double factor, double lowFrequency, double highFrequency, int originalPositions)
            implements Scaling {
        private double scaled(double frequency) {
            double turns = originalPositions * frequency / (2 * Math.PI);
            double kept = (turns - lowFrequency) / (highFrequency - lowFrequency);
            double smooth = Math.clamp(kept, 0.0, 1.0);
            return (1 - smooth) * frequency / factor + smooth * frequency;
        }
    }

    /// Radians a position, in float32 as the reference implementation computes them: `[headDim /
    /// 2]`.
    public float[] of(int headDim) {
        var frequencies = new float[headDim / 2];
        for (int i = 0; i < frequencies.length; i++) {
            float exponent = (float) (2 * i) / headDim;
            float unscaled = 1f / (float) Math.pow(theta, exponent);
            frequencies[i] =
                    switch (scaling) {
                        case Unscaled _ -> unscaled;
                        case Linear(double factor) -> (float) (unscaled / factor);
                        case Llama3 llama3 -> (float) llama3.scaled(unscaled);
                    };
        }
        return frequencies;
    }
}
