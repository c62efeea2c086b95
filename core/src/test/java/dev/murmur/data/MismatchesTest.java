package dev.murmur.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MismatchesTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 42})
    void everyPromptGetsAReplyToAnotherOne(long seed) {
        // Rows 2i and 2i+1 share a prompt; the reply of row i is the id 100 + i.
        List<TokenGroup> rows =
                IntStream.range(0, 20).mapToObj(i -> row(i, 1 + i / 2, 100 + i)).toList();

        List<TokenGroup> mismatched = Mismatches.of(rows, 2, seed);

        assertThat(mismatched).hasSize(20);
        for (int i = 0; i < 20; i++) {
            assertThat(mismatched.get(i).id()).isEqualTo("r" + i);
            assertThat(mismatched.get(i).prompt()).containsExactly(1 + i / 2);
            int reply = mismatched.get(i).replies().getFirst().ids()[0] - 100;
            assertThat(reply / 2).isNotEqualTo(i / 2);
        }
        assertThat(mismatched).isEqualTo(Mismatches.of(rows, 2, seed));
        assertThat(replies(mismatched)).isNotEqualTo(replies(Mismatches.of(rows, 2, seed + 1)));
    }

    @Test
    void aReplyThatDoesNotFitIsPassedOver() {
        List<TokenGroup> rows = List.of(row(0, 1, 5), row(1, 2, 6, 6, 6, 6), row(2, 3, 7));

        assertThat(replies(Mismatches.of(rows, 3, 1)).getFirst()).containsExactly(7);
    }

    @Test
    void rowsThatAllHaveOnePromptAreRefused() {
        assertThatThrownBy(() -> Mismatches.of(List.of(row(0, 1, 5), row(1, 1, 6)), 10, 1))
                .isInstanceOf(DataException.class)
                .hasMessageMatching(
                        "row 'r[01]': no row with another prompt has a reply that fits beside its"
                                + " prompt of 1 tokens into max_tokens \\(10\\); this loss compares"
                                + " with mismatched replies");
    }

    private static TokenGroup row(int i, int prompt, int... reply) {
        return new TokenGroup("r" + i, new int[] {prompt}, List.of(TokenReply.of(reply)));
    }

    private static List<List<Integer>> replies(List<TokenGroup> rows) {
        return rows.stream()
                .map(row -> Arrays.stream(row.replies().getFirst().ids()).boxed().toList())
                .toList();
    }
}
