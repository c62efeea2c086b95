package dev.murmur.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.murmur.data.GroupEncoder;
import dev.murmur.data.Prompt;
import dev.murmur.data.TokenGroup;
import dev.murmur.data.TokenLimits;
import dev.murmur.metrics.RunContext;
import dev.murmur.model.CausalLm;
import dev.murmur.model.ModelFolder;
import dev.murmur.model.TextModels;
import dev.murmur.objective.TokenScorer;
import dev.murmur.tensor.Dtype;
import dev.murmur.text.ChatMessage;
import dev.murmur.text.ChatMlTemplate;
import dev.murmur.text.Tokenizer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The log-probs that replies are drawn with.
class SampledLogProbsTest {
    @TempDir Path folder;
    private CausalLm model;
    private Tokenizer tokenizer;
    private GroupEncoder encoder;
    private LocalGenerator generator;

    @BeforeEach
    void open() {
        TextModels.causal(folder, 5);
        model = CausalLm.trainable(folder, Dtype.FLOAT32);
        tokenizer = Tokenizer.open(folder);
        encoder = new GroupEncoder(tokenizer, new ChatMlTemplate(), TokenLimits.NONE);
        generator = LocalGenerator.over(model, ModelFolder.open(folder), encoder, Dtype.FLOAT32);
    }

    @AfterEach
    void close() {
        generator.close();
        model.close();
        tokenizer.close();
    }

    @Test
    void areThoseOfTheModelAtTemperatureOne() {
        assertAgree(1e-4);
    }

    @Test
    void areThoseOfAnOpenModelAsItIsNow() {
        List<Sampled> before = sample(1);
        try (var _ = new NoGradGuard()) {
            for (Tensor weight : model.parameters().all().values()) {
                weight.mul_(new Scalar(1.1));
            }
        }
        assertThat(sample(1).toString()).isNotEqualTo(before.toString());
        assertAgree(1e-4);
    }

    @Test
    void areZeroWhereNothingIsDrawn() {
        assertThat(sample(0))
                .allSatisfy(s -> assertThat(s.logProbs().getFirst()).containsOnly(0.0));
    }

    @Test
    void closingAGeneratorOverAModelLeavesTheModelOpen() {
        generator.close();
        assertAgree(1e-4);
    }

    private void assertAgree(double tolerance) {
        List<Sampled> sampled = sample(1);
        List<TokenGroup> groups =
                encoder.candidates(sampled.stream().map(Sampled::candidates).toList()).requireAll();
        List<List<double[]>> computed =
                TokenScorer.logProbs(model, 300).score(groups, "log-probs", RunContext.QUIET);
        for (int g = 0; g < groups.size(); g++) {
            for (int r = 0; r < 3; r++) {
                assertThat(sampled.get(g).logProbs().get(r))
                        .hasSize(sampled.get(g).candidates().replies().get(r).ids().length)
                        .containsExactly(computed.get(g).get(r), within(tolerance));
            }
        }
    }

    private List<Sampled> sample(double temperature) {
        List<Prompt> prompts =
                IntStream.range(0, 5)
                        .mapToObj(i ->
                                new Prompt(
                                        "p" + i,
                                        List.of(ChatMessage.user("the cat " + "sat ".repeat(i))),
                                        "",
                                        Map.of()))
                        .toList();
        return generator.sample(
                prompts, new SamplingParams(3, temperature, 1, 0, 0, 20, 4), RunContext.QUIET);
    }
}
