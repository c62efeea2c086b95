package dev.murmur.online;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.murmur.data.Candidates;
import dev.murmur.data.Prompt;
import dev.murmur.data.Reply;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Every way to lose a row, planted.
class RowsTest {
    private static final Phase PHASE = Phase.of("select", Path.of("iteration-1"));

    @Test
    void aRowThatIsNeitherKeptNorCountedIsMissed() {
        assertThatThrownBy(() ->
                        Rows.requireAll(PHASE, Stream.of("a", "b", "c"), Stream.of("c", "a"), 0))
                .hasMessage(
                        "iteration-1/select lost or made up rows: 2 rows and rejects, expected 3;"
                                + " nothing of it was written");
        assertThatCode(() ->
                        Rows.requireAll(PHASE, Stream.of("a", "b", "c"), Stream.of("c", "a"), 1))
                .doesNotThrowAnyException();
    }

    @Test
    void aRowTwiceDoesNotHideThatAnotherIsGone() {
        assertThatThrownBy(
                        () -> Rows.requireAll(PHASE, Stream.of("a", "b"), Stream.of("a", "a"), 0))
                .hasMessageContaining("a came out twice, or never went in");
        assertThatThrownBy(() -> Rows.requireAll(PHASE, Stream.of("a"), Stream.of("x"), 0))
                .hasMessageContaining("x came out twice, or never went in");
    }

    @Test
    void fewerRepliesThanAskedForAreMissed() {
        List<Prompt> prompts = FakeWorld.prompts("p", 2);
        List<Candidates> replies =
                prompts.stream().map(p -> new Candidates(p, List.of(Reply.written("a")))).toList();
        assertThatCode(() -> Rows.requireReplies(PHASE, prompts, replies, 1))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> Rows.requireReplies(PHASE, prompts, replies, 2))
                .hasMessageContaining("1 replies to p0, expected 2");
    }

    @Test
    void aRewardMustScoreEveryPromptAndEveryReply() {
        List<Candidates> rows =
                FakeWorld.prompts("p", 2).stream()
                        .map(p -> new Candidates(p, List.of(Reply.written("a"))))
                        .toList();
        assertThat(Rows.scored(PHASE, rows, List.of(new double[] {1}, new double[] {2})))
                .hasSize(2);
        assertThatThrownBy(() -> Rows.scored(PHASE, rows, List.of(new double[] {1})))
                .hasMessageContaining("1 prompts with scores, expected 2");
        assertThatThrownBy(() ->
                        Rows.scored(PHASE, rows, List.of(new double[] {1}, new double[] {1, 2})))
                .hasMessage("p1 has 1 replies and 2 scores");
    }
}
