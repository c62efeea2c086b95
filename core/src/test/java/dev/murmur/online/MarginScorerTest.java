package dev.murmur.online;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.murmur.data.Candidates;
import dev.murmur.data.DataException;
import dev.murmur.data.PreferencePair;
import dev.murmur.data.Prompt;
import dev.murmur.data.Reply;
import dev.murmur.data.TokenGroup;
import dev.murmur.data.TokenReply;
import dev.murmur.metrics.RunContext;
import dev.murmur.objective.PairReward;
import dev.murmur.objective.PairSums;
import dev.murmur.objective.ReferencedPair;
import dev.murmur.reward.RewardModel;
import dev.murmur.text.ChatMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MarginScorerTest {
    private static final List<PreferencePair> PAIRS =
            List.of(pair("a", "four", "two"), pair("b", "x", "yy"));

    @TempDir Path folder;
    private int open;

    @Test
    void everyRewardScoresBothRepliesAndIsClosed() throws IOException {
        var scorer =
                new MarginScorer(
                        new TreeMap<>(
                                Map.of(
                                        "short", part(text -> -text.length()),
                                        "long", part(String::length))));

        List<MarginRewards> lines = scorer.score(PAIRS, RunContext.QUIET);

        assertThat(open).isZero();
        assertThat(lines)
                .containsExactly(
                        new MarginRewards(
                                "a",
                                Map.of(
                                        "long", new PairReward(4, 3),
                                        "short", new PairReward(-4, -3))),
                        new MarginRewards(
                                "b",
                                Map.of(
                                        "long", new PairReward(1, 2),
                                        "short", new PairReward(-1, -2))));
        Path file = folder.resolve("margins.jsonl");
        MarginFile.write(file, lines);
        assertThat(Files.readAllLines(file).getFirst())
                .isEqualTo(
                        "{\"id\":\"a\",\"rewards\":{\"long\":{\"chosen\":4.0,\"rejected\":3.0},"
                                + "\"short\":{\"chosen\":-4.0,\"rejected\":-3.0}}}");
        assertThat(MarginFile.read(file)).isEqualTo(lines);
    }

    @Test
    void aReplyWithoutAScoreIsNamed() {
        var scorer =
                new MarginScorer(
                        new TreeMap<>(
                                Map.of("judge", part(text -> text.equals("x") ? Double.NaN : 1))));

        assertThatThrownBy(() -> scorer.score(PAIRS, RunContext.QUIET))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "pair 'b': margin reward 'judge' gave a reply no score; take the pair out, or"
                                + " another reward");
        assertThat(open).isZero();
    }

    @Test
    void aPairWithoutItsLineIsAnError() {
        var group = new TokenGroup("c", new int[] {1}, List.of(TokenReply.of(2), TokenReply.of(3)));
        var pair = new ReferencedPair(group, new PairSums(0, 0, 0, 0));

        assertThatThrownBy(() -> MarginFile.join(List.of(pair), List.of()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("pair 'c' has no margin rewards");
        var reward = Map.of("r", new PairReward(1, 2));
        assertThat(
                        MarginFile.join(List.of(pair), List.of(new MarginRewards("c", reward)))
                                .getFirst()
                                .rewards())
                .isEqualTo(reward);
    }

    private static PreferencePair pair(String id, String chosen, String rejected) {
        return new PreferencePair(
                new Prompt(id, List.of(ChatMessage.user("P")), "", Map.of()),
                Reply.written(chosen),
                Reply.written(rejected));
    }

    private Part<Supplier<RewardModel>> part(ToDoubleFunction<String> score) {
        return Part.of(() -> {
            open++;
            return new RewardModel() {
                @Override
                public String id() {
                    return "test";
                }

                @Override
                public List<double[]> score(List<Candidates> batch, RunContext context) {
                    return batch.stream()
                            .map(row ->
                                    row.replies().stream()
                                            .map(Reply::text)
                                            .mapToDouble(score)
                                            .toArray())
                            .toList();
                }

                @Override
                public void close() {
                    open--;
                }
            };
        });
    }
}
