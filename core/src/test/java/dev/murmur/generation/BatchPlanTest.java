package dev.murmur.generation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.murmur.model.Architecture;
import dev.murmur.model.DecoderConfig;
import dev.murmur.nn.RotaryFrequencies;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchPlanTest {
    @Test
    void everyPromptIsInOneBatchTheLongestFirst() {
        List<EncodedPrompt> prompts = prompts(3, 9, 1, 9, 5);
        assertThat(batches(config(100, 1), 128, 10, prompts))
                .containsExactly(List.of(1, 3), List.of(4, 0), List.of(2));
    }

    @Test
    void rowsAreLimitedByTheLogitsOfAStep() {
        // 16 Mi logits are 128 rows of 131072: 32 prompts with 4 replies each.
        var prompts = prompts(IntStream.generate(() -> 5).limit(40).toArray());
        assertThat(batches(config(131072, 1), 4, 10, prompts))
                .extracting(List::size)
                .containsExactly(32, 8);
    }

    @Test
    void rowsAreLimitedByTheMemoryForKeysAndValues() {
        // 32 layers, 8 key heads of 128, float32: 256 KiB a token, 4096 tokens in 1 GiB. A prompt
        // of
        // 24 tokens with 4 replies of 250 needs 1024.
        var prompts = prompts(IntStream.generate(() -> 24).limit(9).toArray());
        assertThat(batches(config(100, 32), 4, 250, prompts))
                .extracting(List::size)
                .containsExactly(4, 4, 1);
    }

    @Test
    void aPromptThatIsTooMuchByItselfGetsABatchOfItsOwn() {
        assertThat(batches(config(100, 32), 64, 1000, prompts(10, 20)))
                .containsExactly(List.of(1), List.of(0));
    }

    private static List<List<Integer>> batches(
            DecoderConfig config, int n, int maxNewTokens, List<EncodedPrompt> prompts) {
        return new BatchPlan(config, 4, n, maxNewTokens).of(prompts);
    }

    private static DecoderConfig config(int vocab, int layers) {
        return new DecoderConfig(
                vocab,
                1024,
                layers,
                8,
                8,
                128,
                64,
                1e-5,
                new RotaryFrequencies(10000, new RotaryFrequencies.Unscaled()),
                4096,
                true,
                Architecture.LLAMA);
    }

    private static List<EncodedPrompt> prompts(int... lengths) {
        return IntStream.range(0, lengths.length)
                .mapToObj(i -> new EncodedPrompt("p" + i, new int[lengths[i]]))
                .toList();
    }
}
