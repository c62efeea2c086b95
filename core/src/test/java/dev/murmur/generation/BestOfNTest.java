package dev.murmur.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.murmur.data.Candidates;
import dev.murmur.data.DataException;
import dev.murmur.data.Prompt;
import dev.murmur.data.Reply;
import dev.murmur.data.ScoredCandidates;
import dev.murmur.text.ChatMessage;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BestOfNTest {
    @Test
    void theHighestScoreWinsAndOfEqualOnesTheEarlierSample() {
        List<Candidates> best =
                BestOfN.pick(List.of(scored("p", 1, 3, 2), scored("q", 2, 0, 2), scored("r", -1)));
        assertThat(best).extracting(c -> c.prompt().id()).containsExactly("p", "q", "r");
        assertThat(best)
                .extracting(c -> c.replies().stream().map(Reply::text).toList())
                .containsExactly(List.of("reply 1"), List.of("reply 0"), List.of("reply 0"));
    }

    @Test
    void aReplyWithoutAScoreIsNeverTheBest() {
        List<Candidates> best = BestOfN.pick(List.of(scored("p", Double.NaN, -3, Double.NaN)));
        assertThat(best.getFirst().replies()).extracting(Reply::text).containsExactly("reply 1");
        assertThatThrownBy(() -> BestOfN.pick(List.of(scored("p", Double.NaN))))
                .isInstanceOf(DataException.class)
                .hasMessage("no reply to prompt 'p' has a score, so none is the best");
    }

    private static ScoredCandidates scored(String id, double... scores) {
        var prompt = new Prompt(id, List.of(ChatMessage.user("hello")), "", Map.of());
        List<Reply> replies =
                Stream.iterate(0, i -> i < scores.length, i -> i + 1)
                        .map(i -> Reply.written("reply " + i))
                        .toList();
        return new ScoredCandidates(new Candidates(prompt, replies), scores);
    }
}
