package dev.murmur.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.murmur.text.ChatMessage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataWriterTest {
    private static final Prompt PROMPT =
            new Prompt(
                    "p1",
                    List.of(new ChatMessage("system", "S\n"), ChatMessage.user("Grüße \"x\" 😀")),
                    "wiki",
                    Map.of("zeta", IntNode.valueOf(1), "answer", TextNode.valueOf("42")));
    private static final Reply SAMPLED = new Reply("long", new int[] {5, 6}, FinishReason.LENGTH);
    private static final Reply WRITTEN = Reply.written("short");

    @TempDir Path folder;

    @Test
    void promptsReadBack() {
        Path file = folder.resolve("prompts.jsonl");
        DataWriter.prompts(file, List.of(PROMPT));

        assertThat(file)
                .hasContent(
                        """
                        {"id":"p1","messages":[{"role":"system","content":"S\\n"},{"role":"user","content":"Grüße \\"x\\" 😀"}],"source":"wiki","answer":"42","zeta":1}
                        """);
        assertThat(DataReader.prompts(file)).containsExactly(PROMPT);
    }

    @Test
    void candidatesAndTheirScoresReadBack() {
        Path file = folder.resolve("candidates.jsonl");
        Path scores = folder.resolve("scores.jsonl");
        var candidates = new Candidates(PROMPT, List.of(SAMPLED, WRITTEN));
        var scored = new ScoredCandidates(candidates, new double[] {0.1 + 0.2, -1e-9});

        DataWriter.candidates(file, List.of(candidates));
        DataWriter.scores(scores, List.of(scored));

        assertThat(file)
                .content()
                .endsWith(
                        """
                        "replies":[{"text":"long","ids":[5,6],"finish":"length"},{"text":"short","ids":[],"finish":"stop"}]}
                        """);
        assertThat(scores).hasContent("{\"id\":\"p1\",\"scores\":[0.30000000000000004,-1.0E-9]}\n");
        assertThat(DataReader.scores(scores, DataReader.candidates(file)))
                .usingRecursiveComparison()
                .isEqualTo(List.of(scored));
    }

    @Test
    void pairsReadBackSampledOrWritten() {
        Path file = folder.resolve("pairs.jsonl");
        Prompt other = new Prompt("p2", List.of(ChatMessage.user("U")), "", Map.of());
        List<PreferencePair> pairs =
                List.of(
                        new PreferencePair(
                                PROMPT,
                                SAMPLED,
                                new Reply("", new int[] {3}, FinishReason.STOP),
                                new PairScores(1.5, -2)),
                        new PreferencePair(other, WRITTEN, Reply.written("other")));

        DataWriter.pairs(file, pairs);

        assertThat(file)
                .content()
                .contains(
                        """
                        "chosen":"long","rejected":"","chosen_ids":[5,6],"chosen_finish":"length","rejected_ids":[3],"rejected_finish":"stop","chosen_score":1.5,"rejected_score":-2.0}
                        """)
                .endsWith(
                        """
                        {"id":"p2","messages":[{"role":"user","content":"U"}],"source":"","chosen":"short","rejected":"other"}
                        """);
        assertThat(DataReader.pairs(file)).usingRecursiveComparison().isEqualTo(pairs);
    }

    /// Prompts taken from a file of pairs carry its `chosen` as a field of theirs.
    @Test
    void theRecordsOwnKeysWinOverFieldsOfThePrompt() {
        Path file = folder.resolve("pairs.jsonl");
        Prompt prompt =
                new Prompt(
                        "p",
                        List.of(ChatMessage.user("U")),
                        "",
                        Map.of("chosen", TextNode.valueOf("old")));

        DataWriter.pairs(
                file, List.of(new PreferencePair(prompt, WRITTEN, Reply.written("other"))));

        assertThat(DataReader.pairs(file).getFirst().chosen().text()).isEqualTo("short");
    }

    @Test
    void aReplyWithoutAScoreHasNullThere() {
        Path file = folder.resolve("scores.jsonl");
        var candidates = new Candidates(PROMPT, List.of(WRITTEN, Reply.written("other")));

        DataWriter.scores(
                file, List.of(new ScoredCandidates(candidates, new double[] {Double.NaN, 2})));

        assertThat(file).hasContent("{\"id\":\"p1\",\"scores\":[null,2.0]}\n");
        ScoredCandidates read = DataReader.scores(file, List.of(candidates)).getFirst();
        assertThat(read.scores()).containsExactly(Double.NaN, 2);
        assertThat(read.unscored()).isEqualTo(1);
        assertThat(read.competing().candidates().replies())
                .extracting(Reply::text)
                .containsExactly("other");
        assertThat(read.competing().scores()).containsExactly(2);
    }

    @Test
    void anInfiniteScoreIsRefusedAndNothingWritten() {
        Path file = folder.resolve("scores.jsonl");
        var candidates = new Candidates(PROMPT, List.of(WRITTEN));

        assertThatThrownBy(() ->
                        DataWriter.scores(
                                file,
                                List.of(
                                        new ScoredCandidates(
                                                candidates,
                                                new double[] {Double.POSITIVE_INFINITY}))))
                .isInstanceOf(DataException.class)
                .hasMessage("a reply to 'p1' has the score Infinity, must be finite");
        assertThat(file).doesNotExist();
    }
}
