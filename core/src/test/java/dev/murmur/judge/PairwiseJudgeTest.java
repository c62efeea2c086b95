package dev.murmur.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.murmur.data.Prompt;
import dev.murmur.data.Reply;
import dev.murmur.judge.PreferenceJudge.Match;
import dev.murmur.judge.Verdict.FirstBetter;
import dev.murmur.judge.Verdict.SecondBetter;
import dev.murmur.judge.Verdict.Tie;
import dev.murmur.judge.Verdict.Unparsed;
import dev.murmur.metrics.RunContext;
import dev.murmur.text.ChatMessage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PairwiseJudgeTest {
    @TempDir Path folder;

    @ParameterizedTest
    @CsvSource(
            value = {
                "So [[A]]      | FirstBetter",
                "[[ B ]]       | SecondBetter",
                "[[C]], [[C]]  | Tie",
                "[[A]] or [[B]] | Unparsed",
                "A             | Unparsed",
                "[[D]]         | Unparsed",
            },
            delimiter = '|')
    void readsOneVerdictOrNone(String answer, String verdict) {
        assertThat(Verdict.read(answer).getClass().getSimpleName()).isEqualTo(verdict);
    }

    @Test
    void aJudgeOfTheContentIsBelieved() {
        BinaryOperator<String> longer = (a, b) -> a.length() > b.length() ? "[[A]]" : "[[B]]";
        assertThat(compare(longer, match("short", "longer"), match("longer", "short")))
                .containsExactly(new SecondBetter(), new FirstBetter());
    }

    /// Were one order asked, such a judge would decide every match.
    @Test
    void aJudgeThatLikesAPlaceDecidesNothing() {
        assertThat(compare((_, _) -> "[[A]]", match("x", "y"))).containsExactly(new Tie());
        assertThat(compare((_, _) -> "[[C]]", match("x", "y"))).containsExactly(new Tie());
    }

    @Test
    void oneAnswerThatCannotBeReadSpoilsBothAndIsNoTie() {
        BinaryOperator<String> torn = (a, _) -> a.equals("y") ? "who knows" : "[[A]]";
        assertThat(compare(torn, match("x", "y"))).containsExactly(new Unparsed("who knows"));
    }

    private List<Verdict> compare(BinaryOperator<String> judge, Match... matches) {
        ChatService service =
                request -> {
                    String a = reply(request, "A");
                    String b = reply(request, "B");
                    return new ChatAnswer(judge.apply(a, b), 1, 1);
                };
        var pairwise =
                new PairwiseJudge(
                        new Judge("gpt", 0, 64),
                        Rubric.comparison(Optional.empty()),
                        new ServicePanel(service, 2, folder));
        return pairwise.compare(List.of(matches), RunContext.QUIET);
    }

    private static String reply(ChatRequest request, String name) {
        return request.question()
                .replaceAll(
                        "(?s).*\\[Reply %s begins]\n|\n\\[Reply %s ends].*".formatted(name, name),
                        "");
    }

    private static Match match(String first, String second) {
        return new Match(
                new Prompt("p", List.of(ChatMessage.user("Why?")), "", Map.of()),
                Reply.written(first),
                Reply.written(second));
    }
}
