package dev.murmur.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.murmur.evaluation.Estimate;
import org.junit.jupiter.api.Test;

class FormatTest {
    @Test
    void numbersKeepFourSignificantDigits() {
        assertThat(Format.number(0.693147)).isEqualTo("0.6931");
        assertThat(Format.number(1234.56)).isEqualTo("1235");
        assertThat(Format.number(-0.00123456)).isEqualTo("−0.001235");
        assertThat(Format.number(3)).isEqualTo("3");
        assertThat(Format.number(0)).isEqualTo("0");
    }

    @Test
    void zeroHasNoSign() {
        assertThat(Format.fixed(-0.0001, 2)).isEqualTo("0.00");
        assertThat(Format.fixed(-0.01, 2)).isEqualTo("−0.01");
    }

    @Test
    void estimatesAndSharesCarryTheirError() {
        assertThat(Format.estimate(new Estimate(31, 0.42), 1)).isEqualTo("31.0\u00a0±\u00a00.4");
        assertThat(Format.share(0.581, 0.02)).isEqualTo("58.1\u00a0±\u00a02.0\u202f%");
    }

    @Test
    void changesAreSigned() {
        assertThat(Format.change(20, 25)).isEqualTo("+25\u202f%");
        assertThat(Format.change(20, 18)).isEqualTo("−10\u202f%");
        assertThat(Format.change(20, 19.99)).isEqualTo("0\u202f%");
    }
}
