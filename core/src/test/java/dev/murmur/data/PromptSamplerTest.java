package dev.murmur.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.murmur.text.ChatMessage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PromptSamplerTest {
    static LongStream seeds() {
        return LongStream.range(0, 50);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyPromptIsDrawnOnceBeforeAnyIsDrawnAgain(long seed) {
        List<Prompt> pool = prompts(10, "a");
        for (PromptSampling sampling : PromptSampling.values()) {
            var sampler = new PromptSampler(pool, sampling, seed);
            List<Prompt> drawn = new ArrayList<>();
            // 5 x 4 = 20 draws: each of 10 prompts twice, and the third iteration crosses over.
            for (int iteration = 1; iteration <= 5; iteration++) {
                List<Prompt> sample = sampler.sample(iteration, 4);
                assertThat(sample).as("seed %d", seed).doesNotHaveDuplicates().hasSize(4);
                drawn.addAll(sample);
            }

            assertThat(drawn.subList(0, 10)).as("seed %d", seed).doesNotHaveDuplicates();
            assertThat(drawn.subList(10, 20)).as("seed %d", seed).doesNotHaveDuplicates();
        }
    }

    @Test
    void sourcesGiveEquallyManyAsFarAsTheyCan() {
        List<Prompt> pool = new ArrayList<>(prompts(50, "large"));
        pool.addAll(prompts(10, "small"));
        pool.addAll(prompts(2, "tiny"));

        List<Prompt> sample =
                new PromptSampler(pool, PromptSampling.UNIFORM_BY_SOURCE, 1).sample(3, 18);

        assertThat(bySource(sample)).isEqualTo(Map.of("large", 8L, "small", 8L, "tiny", 2L));
        assertThat(new HashSet<>(sample)).hasSize(18);
    }

    @Test
    void uniformKnowsNoSources() {
        List<Prompt> pool = new ArrayList<>(prompts(900, "large"));
        pool.addAll(prompts(100, "small"));

        List<Prompt> sample = new PromptSampler(pool, PromptSampling.UNIFORM, 1).sample(1, 200);

        // 20 of 200 are expected from a tenth; the standard deviation is 3.8.
        assertThat(bySource(sample).get("small")).isBetween(8L, 32L);
    }

    @Test
    void theDrawDependsOnSeedAndIteration() {
        List<Prompt> pool = prompts(100, "a");
        var sampler = new PromptSampler(pool, PromptSampling.UNIFORM, 7);
        var other = new PromptSampler(pool, PromptSampling.UNIFORM, 8);

        assertThat(sampler.sample(2, 20))
                .isEqualTo(new PromptSampler(pool, PromptSampling.UNIFORM, 7).sample(2, 20))
                .isNotEqualTo(sampler.sample(1, 20))
                .isNotEqualTo(other.sample(2, 20));
    }

    @Test
    void refusesToDrawMoreThanThereAre() {
        var sampler = new PromptSampler(prompts(3, "a"), PromptSampling.UNIFORM, 7);

        assertThatThrownBy(() -> sampler.sample(1, 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an iteration wants 4 prompts, the data has 3");
    }

    private static Map<String, Long> bySource(List<Prompt> prompts) {
        return prompts.stream()
                .map(Prompt::source)
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }

    private static List<Prompt> prompts(int n, String source) {
        return IntStream.range(0, n)
                .mapToObj(i ->
                        new Prompt(
                                source + i,
                                List.of(ChatMessage.user("Prompt " + i)),
                                source,
                                Map.of()))
                .toList();
    }
}
