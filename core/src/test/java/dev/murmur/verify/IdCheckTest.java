package dev.murmur.verify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IdCheckTest {
    private final IdCheck check = new IdCheck("ids");

    @Test
    void everyDifferentIdCounts() {
        check.add("reply 1", new int[] {4, 5, 6}, new int[] {4, 6, 5});
        assertThat(check.result())
                .isEqualTo(
                        new Check(
                                "ids",
                                3,
                                2,
                                0,
                                Outcome.DIFFERS,
                                "reply 1, token 2: 5, expected 6"));
    }

    @Test
    void paddingAfterTheEndIsNoDifference() {
        check.add("reply 1", new int[] {4, 2}, new int[] {4, 2, 0, 0, 0});
        check.add("reply 2", new int[] {4, 2}, new int[] {4, 2, 2, 2, 2});
        assertThat(check.result().outcome()).isEqualTo(Outcome.PASSED);
    }

    @Test
    void otherIdsAfterTheEndAreOne() {
        check.add("reply 1", new int[] {4, 2}, new int[] {4, 2, 0, 7});
        assertThat(check.result().note()).isEqualTo("reply 1, token 4: the end, expected 7");
    }

    @Test
    void aReplyThatGoesOnIsOne() {
        check.add("reply 1", new int[] {4, 2, 9}, new int[] {4, 2});
        assertThat(check.result().note()).isEqualTo("reply 1, token 3: 9, expected the end");
    }
}
