package dev.murmur.generation;

import dev.murmur.model.StepwiseModel;
import java.util.List;
import java.util.Set;

/// The likeliest token at each step; of several the one with the lowest id.
public final class GreedyDecoding {
    private GreedyDecoding() {}

    /// @param prompt ids, at least one
    /// @param stops tokens that end the reply
    /// @return the reply's ids, the stop token included if there is one
    public static int[] of(
            StepwiseModel model, int[] prompt, int maxNewTokens, Set<Integer> stops) {
        var params = new SamplingParams(1, 0, 1, 0, 0, maxNewTokens, 0);
        return new BatchDecoder(model, params, stops)
                .decode(List.of(new EncodedPrompt("", prompt)), (_, _) -> {})
                .getFirst()
                .getFirst()
                .ids();
    }
}
