package dev.murmur.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class TensorScopeTest {
    @Test
    void freesWhatWasMadeInIt() {
        Tensor made;
        try (var _ = new TensorScope()) {
            made = Tensors.floats(1, 2);
        }
        assertThat(made.isNull()).isTrue();
    }

    @Test
    void whatIsKeptBelongsToTheScopeAround() {
        Tensor kept;
        try (var _ = new TensorScope()) {
            try (var inner = new TensorScope()) {
                kept = inner.keep(Tensors.floats(1, 2));
            }
            assertThat(Tensors.toFloats(kept)).containsExactly(1, 2);
        }
        assertThat(kept.isNull()).isTrue();
    }

    @Test
    void whatIsFreedIsGoneBeforeTheScopeEnds() {
        try (var scope = new TensorScope()) {
            Tensor freed = Tensors.floats(1, 2);
            Tensor stays = Tensors.floats(3);

            scope.free(freed);

            assertThat(freed.isNull()).isTrue();
            assertThat(Tensors.toFloats(stays)).containsExactly(3);
        }
    }
}
