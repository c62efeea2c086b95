package dev.murmur.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.murmur.data.TokenGroup;
import dev.murmur.data.TokenReply;
import dev.murmur.nn.SoftCap;
import dev.murmur.tensor.TensorScope;
import dev.murmur.tensor.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LanguageModelHeadTest {
    private record Outcome(
            double[] logProbs, double[] logCollisions, double[] dHidden, double[] dWeight) {}

    @ParameterizedTest
    @CsvSource({"1,", "192,", "448,", "1,2.5", "192,2.5", "448,30"}) // 1, 3 and 7 rows
    void chunksOfAnySizeGiveTheLogProbsAndGradientsOfTheWholeMatrix(
            long maxLogits, @Nullable Double limit) {
        SoftCap cap = limit == null ? null : new SoftCap(limit);
        try (var _ = new TensorScope()) {
            GroupBatch batch = GroupBatch.of(TinyModels.groups(6, 3, 4));
            torch.manual_seed(2);
            Tensor hidden = torch.randn(batch.targets().size(0), 16).set_requires_grad(true);
            Tensor weight = torch.randn(TinyModels.VOCAB, 16).set_requires_grad(true);
            Outcome whole = outcome(new LanguageModelHead(weight, cap), hidden, weight, batch);
            Outcome chunked =
                    outcome(new LanguageModelHead(weight, cap, maxLogits), hidden, weight, batch);
            assertThat(chunked.logProbs()).containsExactly(whole.logProbs(), Offset.offset(1e-5));
            assertThat(chunked.dHidden()).containsExactly(whole.dHidden(), Offset.offset(1e-5));
            assertThat(chunked.logCollisions())
                    .containsExactly(whole.logCollisions(), Offset.offset(1e-5));
            assertThat(chunked.dWeight()).containsExactly(whole.dWeight(), Offset.offset(1e-5));
        }
    }

    @Test
    void twoDrawsAgreeAsOftenAsTheSumOfSquaresSays() {
        try (var _ = new TensorScope()) {
            GroupBatch batch = GroupBatch.of(TinyModels.groups(6, 3, 4));
            torch.manual_seed(2);
            Tensor hidden = torch.randn(batch.targets().size(0), 16).set_requires_grad(true);
            var head = new LanguageModelHead(torch.randn(TinyModels.VOCAB, 16), null);

            Tensor got = head.logProbs(hidden, batch, () -> {}).logCollisions();

            double[] each = Tensors.toDoubles(head.logits(hidden).softmax(1).square().sum(1).log());
            double[] wanted = new double[batch.replies()];
            int at = 0;
            for (int reply = 0; reply < wanted.length; reply++) {
                for (int i = 0; i < batch.targetsPerReply()[reply]; i++) {
                    wanted[reply] += each[at++];
                }
            }
            assertThat(got.requires_grad()).isFalse();
            assertThat(Tensors.toDoubles(got)).containsExactly(wanted, Offset.offset(1e-4));
        }
    }

    /// All logits of this batch would take 1,026 MB, and as much again for their gradient.
    @Test
    @EnabledOnOs(OS.LINUX)
    void theLogitsOfALargeVocabularyAreNeverHeldForAllTokens() throws IOException {
        int tokens = 2_000;
        try (var _ = new TensorScope()) {
            Tensor weight = torch.randn(128_256, 16).set_requires_grad(true);
            Tensor hidden = torch.randn(tokens, 16).set_requires_grad(true);
            int[] ids = IntStream.range(0, tokens).map(i -> 64 * i).toArray();
            GroupBatch batch =
                    GroupBatch.of(
                            List.of(
                                    new TokenGroup(
                                            "g", new int[] {1}, List.of(TokenReply.of(ids)))));

            long before = resident("VmRSS");
            Files.writeString(Path.of("/proc/self/clear_refs"), "5"); // forgets the peak so far
            outcome(new LanguageModelHead(weight, null), hidden, weight, batch);

            assertThat(resident("VmHWM") - before).isLessThan(200_000_000);
        }
    }

    /// Bytes of this process, by their name in `/proc/self/status`.
    private static long resident(String name) throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    private static Outcome outcome(
            LanguageModelHead head, Tensor hidden, Tensor weight, GroupBatch batch) {
        List.of(hidden, weight).forEach(t -> t.mutable_grad().put(new Tensor()));
        // Another use of the weight, as a tied embedding is: gradients must add up, not replace
        // each other.
        weight.sum().backward();
        var atTrunk = new ArrayList<double[]>();
        Runnable trunk = () -> atTrunk.add(Tensors.toDoubles(new Tensor(hidden.grad())));
        ReplyLogProbs result = head.logProbs(hidden.mul(Tensors.ONE), batch, trunk);
        double[] logCollisions = Tensors.toDoubles(result.logCollisions());
        result.backward(result.sums().tanh().sum());
        assertThat(atTrunk).singleElement().isEqualTo(Tensors.toDoubles(new Tensor(hidden.grad())));
        return new Outcome(
                Tensors.toDoubles(result.tokens()),
                logCollisions,
                Tensors.toDoubles(new Tensor(hidden.grad())),
                Tensors.toDoubles(new Tensor(weight.grad())));
    }
}
