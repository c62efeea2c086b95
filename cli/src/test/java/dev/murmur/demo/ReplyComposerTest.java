package dev.murmur.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyComposerTest {
    private static final Topic CAPITAL = Topics.all(1).getFirst();
    private static final Writer EXPERT = new Writer("expert", 1, 1, 0);
    private static final Writer RAMBLER = new Writer("rambler", 0, 1, ReplyComposer.MAX_FILLERS);

    @Test
    void anExpertWithoutFillersGivesTheAnswerAlone() {
        assertThat(write(composer(0, 0), EXPERT, 1)).isEqualTo("The capital of France is Paris.");
        assertThat(write(composer(1, 0), EXPERT, 1)).isEqualTo("Paris.");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void aReplyThatSlipsContradictsItselfInEveryRepeat(long seed) {
        var certainSlip = new ReplyComposer(0, 0, 0, 1, 1);
        String reply = write(certainSlip, new Writer("w", 1, 1, ReplyComposer.MAX_FILLERS), seed);
        assertThat(reply).startsWith("The capital of France is Paris. ");
        assertThat(reply.split("Paris", -1)).as("Paris in: %s", reply).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void fillersStandInTheirPlaces(long seed) {
        String reply = write(new ReplyComposer(0, 0.3, 0.2, 0.2, 0), RAMBLER, seed);
        int answer = reply.indexOf("The capital of France is ");
        assertThat(answer).isNotNegative();
        assertThat(ReplyComposer.OPENERS).noneMatch(o -> reply.indexOf(o) > answer);
        assertThat(ReplyComposer.CLOSINGS)
                .noneMatch(c -> reply.contains(c) && reply.indexOf(c) < answer);
        assertThat(reply).doesNotContain("Paris");
    }

    private static ReplyComposer composer(double shortAnswer, double slip) {
        return new ReplyComposer(shortAnswer, 0.2, 0.1, 0.2, slip);
    }

    private static String write(ReplyComposer composer, Writer writer, long seed) {
        return composer.write(CAPITAL, writer, new Dice(seed, "test", "reply"));
    }
}
