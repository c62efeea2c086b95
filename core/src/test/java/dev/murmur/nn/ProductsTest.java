package dev.murmur.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.murmur.tensor.TensorScope;
import dev.murmur.tensor.Tensors;
import org.assertj.core.data.Offset;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Against products in float64, which libtorch's BLAS makes.
class ProductsTest {
    enum Kind {
        FLOAT(ScalarType.Float, 1e-5),
        BFLOAT16(ScalarType.BFloat16, 0.05),
        DOUBLE(ScalarType.Double, 1e-12);

        final ScalarType type;
        final double tolerance;

        Kind(ScalarType type, double tolerance) {
            this.type = type;
            this.tolerance = tolerance;
        }

        Tensor random(long rows, long columns) {
            return torch.randn(rows, columns).to(type);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aLayerMultipliesByItsTransposedWeightAndAddsItsBias(Kind kind) {
        try (var _ = new TensorScope()) {
            torch.manual_seed(1);
            Tensor x = kind.random(7, 5);
            Tensor weight = kind.random(3, 5);
            Tensor bias = kind.random(1, 3).squeeze(0);

            Tensor plain = wide(x).matmul(wide(weight).t());
            assertSame(Products.linear(x, weight, null), plain, kind);
            assertSame(Products.linear(x, weight, bias), plain.add(wide(bias)), kind);
        }
    }

    @ParameterizedTest
    @EnumSource
    void factorsMayBeTransposedViews(Kind kind) {
        try (var _ = new TensorScope()) {
            torch.manual_seed(2);
            Tensor a = kind.random(6, 4).t();
            Tensor b = kind.random(3, 6).t();

            assertSame(Products.product(a, b), wide(a).matmul(wide(b)), kind);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theGradientOfAWeightIsContiguousWhicheverSideIsWider(Kind kind) {
        try (var _ = new TensorScope()) {
            torch.manual_seed(3);
            Tensor narrow = kind.random(9, 2);
            Tensor broad = kind.random(9, 5);

            assertSame(
                    Products.transposedProduct(narrow, broad),
                    wide(narrow).t().matmul(wide(broad)),
                    kind);
            assertSame(
                    Products.transposedProduct(broad, narrow),
                    wide(broad).t().matmul(wide(narrow)),
                    kind);
            assertThat(Products.transposedProduct(broad, narrow).is_contiguous()).isTrue();
        }
    }

    private static Tensor wide(Tensor tensor) {
        return tensor.to(ScalarType.Double);
    }

    private static void assertSame(Tensor got, Tensor wanted, Kind kind) {
        assertThat(got.scalar_type().intern()).isEqualTo(kind.type);
        assertThat(got.size(0)).isEqualTo(wanted.size(0));
        assertThat(got.size(1)).isEqualTo(wanted.size(1));
        assertThat(Tensors.toDoubles(got))
                .containsExactly(Tensors.toDoubles(wanted), Offset.offset(kind.tolerance));
    }
}
