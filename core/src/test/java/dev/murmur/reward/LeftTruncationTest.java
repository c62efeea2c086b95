package dev.murmur.reward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.murmur.data.TokenGroup;
import dev.murmur.data.TokenReply;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class LeftTruncationTest {
    private final LeftTruncation truncation = new LeftTruncation(5, OptionalInt.of(1));

    @Test
    void repliesThatFitShareTheirPromptAndOthersLoseTheirOldestTokens() {
        var group =
                new TokenGroup(
                        "p",
                        new int[] {1, 2, 3},
                        List.of(
                                TokenReply.of(4),
                                TokenReply.of(5, 6, 7),
                                TokenReply.of(8, 9),
                                TokenReply.of(10, 11, 12, 13, 14, 15)));
        List<LeftTruncation.Piece> pieces = truncation.pieces(List.of(group));

        assertThat(pieces).hasSize(3);
        assertThat(pieces.get(0).replies()).containsExactly(0, 2);
        assertThat(pieces.get(0).group().prompt()).containsExactly(1, 2, 3);
        assertThat(pieces.get(1).replies()).containsExactly(1);
        assertThat(tokens(pieces.get(1).group())).containsExactly(1, 3, 5, 6, 7);
        assertThat(pieces.get(2).replies()).containsExactly(3);
        assertThat(tokens(pieces.get(2).group())).containsExactly(1, 12, 13, 14, 15);
    }

    @Test
    void withoutABeginningOfSequenceTokenTheFirstKeptTokenIsOneOfTheText() {
        var group = new TokenGroup("p", new int[] {2, 3, 4, 5}, List.of(TokenReply.of(6, 7)));
        assertThat(tokens(truncation.pieces(List.of(group)).getFirst().group()))
                .containsExactly(3, 4, 5, 6, 7);
    }

    private static int[] tokens(TokenGroup group) {
        return java.util.stream.IntStream.concat(
                        java.util.Arrays.stream(group.prompt()),
                        java.util.Arrays.stream(group.replies().getFirst().ids()))
                .toArray();
    }
}
