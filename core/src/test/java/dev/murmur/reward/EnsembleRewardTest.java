package dev.murmur.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.murmur.data.Candidates;
import dev.murmur.data.Prompt;
import dev.murmur.data.Reply;
import dev.murmur.metrics.RunContext;
import dev.murmur.reward.EnsembleReward.Member;
import dev.murmur.text.ChatMessage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EnsembleRewardTest {
    private final List<String> events = new ArrayList<>();

    @Test
    void addsUpWhatIsStandardisedAndWeighted() {
        var reward =
                new EnsembleReward(
                        List.of(member("a", 2, 1, 0.5, 1, 3), member("b", -1, 0, 1, 4, 5)));
        assertThat(reward.score(List.of(candidates("p", 2)), RunContext.QUIET).getFirst())
                .containsExactly(2 * (1 - 1) / 0.5 - 4, 2 * (3 - 1) / 0.5 - 5);
        assertThat(reward.id()).isEqualTo("ensemble:2.0 * a + -1.0 * b");
    }

    @Test
    void aScoreIsTheSameWhateverIsScoredWithIt() {
        var reward = new EnsembleReward(List.of(member("a", 2, 1, 0.5, 1, 3)));
        List<double[]> among =
                reward.score(List.of(candidates("p", 2), candidates("q", 2)), RunContext.QUIET);
        List<double[]> alone = reward.score(List.of(candidates("q", 2)), RunContext.QUIET);
        assertThat(among.getLast()).isEqualTo(alone.getFirst());
    }

    @Test
    void membersAreOpenOneAfterTheOther() {
        new EnsembleReward(List.of(member("a", 1, 0, 1, 1), member("b", 1, 0, 1, 1)))
                .score(List.of(candidates("p", 1)), RunContext.QUIET);
        assertThat(events).containsExactly("open a", "close a", "open b", "close b");
    }

    @Test
    void aReplyThatOneMemberCannotJudgeHasNoScore() {
        var reward =
                new EnsembleReward(
                        List.of(member("a", 1, 0, 1, Double.NaN, 2), member("b", 1, 0, 1, 1, 1)));
        assertThat(reward.score(List.of(candidates("p", 2)), RunContext.QUIET).getFirst())
                .containsExactly(Double.NaN, 3);
    }

    @Test
    void nothingIsNoEnsemble() {
        assertThatThrownBy(() -> new EnsembleReward(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("members is empty, must hold at least one reward");
    }

    private Member member(String id, double weight, double mean, double std, double... scores) {
        return new Member(
                id,
                weight,
                mean,
                std,
                () -> {
                    events.add("open " + id);
                    return new FixedReward(id, () -> events.add("close " + id), scores);
                });
    }

    private static Candidates candidates(String id, int replies) {
        return new Candidates(
                new Prompt(id, List.of(ChatMessage.user("why?")), "", Map.of()),
                Collections.nCopies(replies, Reply.written("because")));
    }
}
