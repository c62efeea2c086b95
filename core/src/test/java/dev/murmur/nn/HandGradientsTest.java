package dev.murmur.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.murmur.tensor.Device;
import dev.murmur.tensor.TensorScope;
import dev.murmur.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Operations with a backward pass of their own against libtorch's graph of the same.
class HandGradientsTest {
    private static final double CLOSE = 2e-5;

    private final TensorScope scope = new TensorScope();
    private final List<Tensor> leaves = new ArrayList<>();

    private Tensor leaf(long... shape) {
        torch.manual_seed(leaves.size() + 1);
        leaves.add(torch.randn(shape).set_requires_grad(true));
        return leaves.getLast();
    }

    /// Values, gradients with a fixed weighting, and values without gradient, all three ways.
    private void assertSameByHand(Supplier<Tensor> operation) {
        double[] values = Tensors.toDoubles(operation.get());
        List<double[]> byGraph = gradients(() -> weighted(operation.get()).backward());
        List<double[]> byHand =
                gradients(() -> {
                    var tape = new Tape();
                    Tensor result = tape.record(operation);
                    assertThat(result.is_leaf()).isTrue();
                    assertThat(Tensors.toDoubles(result))
                            .containsExactly(values, Offset.offset(CLOSE));
                    weighted(result).backward();
                    tape.backward();
                });
        for (int i = 0; i < byGraph.size(); i++) {
            assertThat(byHand.get(i)).containsExactly(byGraph.get(i), Offset.offset(CLOSE));
            assertThat(Arrays.stream(byHand.get(i)).map(Math::abs).max().orElseThrow())
                    .isGreaterThan(0.01);
        }
        try (var _ = new NoGradGuard()) {
            assertThat(Tensors.toDoubles(operation.get()))
                    .containsExactly(values, Offset.offset(CLOSE));
        }
        scope.close();
    }

    private static Tensor weighted(Tensor result) {
        torch.manual_seed(99);
        return result.to(ScalarType.Float).mul(torch.randn_like(result)).sum();
    }

    private List<double[]> gradients(Runnable backward) {
        leaves.forEach(leaf -> leaf.mutable_grad().put(new Tensor()));
        backward.run();
        return leaves.stream().map(leaf -> Tensors.toDoubles(new Tensor(leaf.grad()))).toList();
    }

    /// What an operation may overwrite: a tensor of its own, with the leaf before it.
    private static Tensor fresh(Tensor leaf) {
        return leaf.mul(Tensors.ONE);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void rootMeanSquareNorm(boolean unitOffset) {
        var norm = new RmsNorm(leaf(6), 1e-5, unitOffset);
        Tensor x = leaf(4, 3, 6);
        assertSameByHand(() -> norm.apply(x));
    }

    @Test
    void rotaryPositions() {
        var rope =
                RotaryEmbedding.at(
                        Tensors.longs(0, 3, 7), new float[] {1f, 0.1f}, ScalarType.Float);
        Tensor x = leaf(3, 2, 4);
        assertSameByHand(() -> rope.rotate(fresh(x)));
    }

    @ParameterizedTest
    @EnumSource
    void gatedActivations(Activation activation) {
        Tensor gate = leaf(5, 4);
        Tensor up = leaf(5, 4);
        assertSameByHand(() -> activation.gated(gate, up));
    }

    @Test
    void sumsAndViewsOfWhatIsUsedTwice() {
        Tensor x = leaf(5, 4);
        Tensor branch = leaf(5, 4);
        assertSameByHand(() -> {
            Tensor sum = Tape.sum(x, fresh(branch));
            return Tape.view(Tape.sum(sum, Activation.SILU.gated(sum, x)), 5, 2, 2);
        });
    }

    @Test
    void linearLayers() {
        var layer = new Linear(leaf(3, 4), leaf(3));
        Tensor x = leaf(5, 4);
        assertSameByHand(() -> layer.apply(x));
    }

    /// Without a gradient there before, and with the one of a head that shares the table.
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void rowsOfATable(boolean tied) {
        Tensor table = leaf(7, 3);
        var head = new Linear(table, null);
        Tensor tokens = Tensors.longs(2, 5, 2, 0);
        assertSameByHand(() -> {
            Tensor rows = new Embedding(table).apply(tokens);
            return tied ? head.apply(rows) : rows;
        });
    }

    static Stream<Arguments> batches() {
        var alone = List.of(new Segment(0, 5, 0, 0), new Segment(5, 1, 0, 0));
        var group =
                List.of(
                        new Segment(0, 4, 0, 0),
                        new Segment(4, 3, 0, 4),
                        new Segment(7, 3, 0, 4),
                        new Segment(10, 1, 0, 4),
                        new Segment(11, 6, 0, 0),
                        new Segment(17, 2, 11, 6),
                        new Segment(19, 2, 11, 6));
        return Stream.of(
                arguments(alone, 2, 2),
                arguments(alone, 6, 2),
                arguments(group, 1, 1),
                arguments(group, 3, 3),
                arguments(group, 4, 2));
    }

    @ParameterizedTest
    @MethodSource("batches")
    void attentionSegmentBySegmentIsThatOfTiles(List<Segment> segments, int heads, int kvHeads) {
        int tokens = segments.stream().mapToInt(Segment::length).sum();
        var plan = new AttentionPlan(segments, tokens);
        var scores = new AttentionScores(0.5, null);
        Tensor q = leaf(tokens, heads, 4);
        Tensor k = leaf(tokens, kvHeads, 4);
        Tensor v = leaf(tokens, kvHeads, 4);
        assertThat(attention(plan, scores, false)).isInstanceOf(SegmentAttention.class);
        assertSameByHand(() -> attention(plan, scores, Tape.leavesToGraph()).apply(q, k, v));
    }

    private static GroupAttention attention(
            AttentionPlan plan, AttentionScores scores, boolean byGraph) {
        return GroupAttention.of(plan, scores, AttentionPlan.UNLIMITED, Device.CPU, byGraph);
    }

    @Test
    void attentionWithAWindowOrACapIsLeftToTiles() {
        var plan = new AttentionPlan(List.of(new Segment(0, 5, 0, 0)), 5);
        var plain = new AttentionScores(0.5, null);
        var capped = new AttentionScores(0.5, new SoftCap(30));
        assertThat(GroupAttention.of(plan, plain, 5, Device.CPU, false))
                .isInstanceOf(SegmentAttention.class);
        assertThat(GroupAttention.of(plan, plain, 4, Device.CPU, false))
                .isInstanceOf(TiledAttention.class);
        assertThat(attention(plan, capped, false)).isInstanceOf(TiledAttention.class);
        scope.close();
    }

    @Test
    void aGradientThatNobodyWouldFindIsNotLostInSilence() {
        var plan = new AttentionPlan(List.of(new Segment(0, 2, 0, 0)), 2);
        Tensor x = leaf(2, 1, 4);
        GroupAttention direct = attention(plan, new AttentionScores(1, null), false);
        assertThatThrownBy(() -> direct.apply(x, x, x)).isInstanceOf(NoSuchElementException.class);
        scope.close();
    }
}
