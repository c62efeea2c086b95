package dev.murmur.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
    @ParameterizedTest
    @CsvSource({
        "optimizer, optimiser, 1",
        "sft, stf, 1",
        "beta, '', 4",
        "kitten, sitting, 3",
        "eps, eps, 0",
        "lr, learning_rate, 11"
    })
    void countEdits(String a, String b, int edits) {
        assertThat(Names.distance(a, b)).isEqualTo(edits);
        assertThat(Names.distance(b, a)).isEqualTo(edits);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void areNeverFurtherThanTheEditsMade(long seed) {
        var random = new Random(seed);
        var typo = new StringBuilder("max_tokens_per_micro_batch");
        for (int edits = 1; edits <= 5; edits++) {
            typo.setCharAt(random.nextInt(typo.length()), (char) ('a' + random.nextInt(26)));
            assertThat(Names.distance("max_tokens_per_micro_batch", typo.toString()))
                    .as("seed %d, %s", seed, typo)
                    .isLessThanOrEqualTo(edits);
        }
    }

    @Test
    void areSuggestedOnlyWhenNear() {
        var known = List.of("beta1", "beta2", "eps");
        assertThat(Names.nearest("beta_2", known)).contains("beta2");
        assertThat(Names.nearest("epsilon", known)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "topP, top_p",
        "maxTokensPerMicroBatch, max_tokens_per_micro_batch",
        "beta1, beta1"
    })
    void areSnakeCaseInYaml(String camel, String snake) {
        assertThat(Names.snake(camel)).isEqualTo(snake);
    }
}
