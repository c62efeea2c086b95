package dev.murmur.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PythonRandomTest {
    /// `r = random.Random(1234); r.sample(range(20), 5), r.sample(range(1119), 25),
    /// r.sample(range(3), 3)`
    @Test
    void drawsWhatPythonDraws() {
        var random = new PythonRandom(1234);
        assertThat(random.sample(upTo(20), 5)).containsExactly(14, 3, 0, 2, 1);
        assertThat(random.sample(upTo(1119), 25))
                .containsExactly(
                        171, 201, 726, 484, 35, 63, 32, 708, 991, 949, 304, 186, 374, 234, 29, 1030,
                        996, 511, 132, 1108, 954, 140, 182, 1054, 94);
        assertThat(random.sample(upTo(3), 3)).containsExactly(1, 0, 2);
    }

    @Test
    void cannotDrawMoreThanThereAre() {
        assertThatThrownBy(() -> new PythonRandom(1).sample(upTo(2), 3))
                .hasMessageContaining("cannot draw 3 of 2");
    }

    private static List<Integer> upTo(int n) {
        return IntStream.range(0, n).boxed().toList();
    }
}
