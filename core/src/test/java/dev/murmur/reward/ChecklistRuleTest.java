package dev.murmur.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.murmur.data.Candidates;
import dev.murmur.data.DataException;
import dev.murmur.data.Prompt;
import dev.murmur.data.Reply;
import dev.murmur.metrics.RunContext;
import dev.murmur.text.ChatMessage;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChecklistRuleTest {
    private static final String CAPITAL =
            "{\"required\": [[\"Paris\", \"City of Light\"]], \"forbidden\": [\"London\","
                    + " \"Rome\"]}";
    private static final String FRUITS =
            "{\"any_of\": [\"apple\", \"pear\", \"red plum\"], \"at_least\": 2, \"forbidden\":"
                    + " [\"carrot\"]}";

    @Test
    void aRightReplyScoresOneWhateverItsLength() {
        assertThat(score(CAPITAL, "Paris.")).isEqualTo(1);
        assertThat(score(CAPITAL, "Sure! It is PARIS, I believe. I hope that helps a lot."))
                .isEqualTo(1);
        assertThat(score(CAPITAL, "The city of light")).isEqualTo(1);
    }

    @Test
    void aWrongReplyScoresZero() {
        assertThat(score(CAPITAL, "London.")).isEqualTo(0);
        assertThat(score(CAPITAL, "")).isEqualTo(0);
    }

    @Test
    void eachContradictionCostsItsShareOfPrecision() {
        assertThat(score(CAPITAL, "Paris. So it is London.")).isEqualTo(0.5);
        assertThat(score(CAPITAL, "Paris, London or Rome.")).isCloseTo(1 / 3.0, within(1e-12));
        assertThat(score(FRUITS, "apple, pear and carrot")).isCloseTo(2 / 3.0, within(1e-12));
    }

    @Test
    void aPartialListScoresItsShareAndExtraItemsAddNothing() {
        assertThat(score(FRUITS, "an apple")).isEqualTo(0.5);
        assertThat(score(FRUITS, "apple, apple and Apple")).isEqualTo(0.5);
        assertThat(score(FRUITS, "a red, plum and an apple")).isEqualTo(1);
        assertThat(score(FRUITS, "apple, pear, red plum")).isEqualTo(1);
    }

    @Test
    void requiredPointsAndAnyOfAddUp() {
        String both = "{\"required\": [[\"cats\"], [\"dogs\"]], \"any_of\": [\"so\", \"thus\"]}";
        assertThat(score(both, "cats")).isCloseTo(1 / 3.0, within(1e-12));
        assertThat(score(both, "So: cats and dogs, thus.")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "cat, cats, 0",
        "3, 3.5, 0",
        "3, it is 3., 1",
        "3.5, 'about 3.5, or so', 1",
        "café, CAFÉ!, 1",
        "well-known, a well known fact, 1",
        "dog, the dog's, 1"
    })
    void itemsMatchAsWholeWords(String item, String reply, double expected) {
        assertThat(score("{\"required\": [[\"" + item + "\"]]}", reply)).isEqualTo(expected);
    }

    @Test
    void aRowWithoutTheFieldIsNamed() {
        assertThatThrownBy(() -> new ChecklistRule().score(prompt(Map.of()), "x"))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(
                        "prompt 'p1' has no field 'checklist'; rule:checklist"
                                + " expects an object such as {\"required\":");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "[]|it is not an object",
                "{}|nothing is wanted: give required or any_of",
                "{\"needed\": []}|'needed' is not a known key, known: [any_of, at_least, forbidden, required]",
                "{\"required\": \"Paris\"}|required is not a list",
                "{\"required\": [\"Paris\"]}|an entry of required is not a list",
                "{\"required\": [[]]}|an entry of required has no alternative",
                "{\"required\": [[1]]}|an entry of required holds 1, expected text with a letter or a digit",
                "{\"forbidden\": [\"?!\"]}|forbidden holds \"?!\", expected text with a letter or a digit",
                "{\"any_of\": [\"a\"], \"at_least\": 2}|at_least is 2, must be from 0 to 1 (any_of)",
                "{\"any_of\": [\"a\"], \"at_least\": 0.5}|at_least is not a whole number",
            })
    void aMalformedFieldIsNamedAndExplained(String json, String problem) {
        assertThatThrownBy(() -> score(json, "x"))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(
                        "prompt 'p1': field 'checklist' cannot be used: "
                                + problem
                                + "; rule:checklist expects ");
    }

    @Test
    void aChecklistReadsBackEqual() {
        var checklist =
                new Checklist(List.of(List.of("a", "b")), List.of("c", "d"), 2, List.of("e"));
        assertThat(Checklist.parse(checklist.toJson())).isEqualTo(checklist);
    }

    @Test
    void theRegistryGivesARewardThatScoresEveryReplyInOrder() {
        RewardModel reward = Rules.reward("checklist");
        var candidates =
                new Candidates(
                        prompt(Map.of("checklist", json(CAPITAL))),
                        List.of(Reply.written("Rome"), Reply.written("Paris")));
        assertThat(reward.id()).isEqualTo("rule:checklist");
        assertThat(reward.score(List.of(candidates), RunContext.QUIET))
                .containsExactly(new double[] {0, 1});
    }

    @Test
    void anUnknownRuleIsNamed() {
        assertThatThrownBy(() -> Rules.reward("chekclist"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'chekclist' is not a known rule; known: checklist");
    }

    private static double score(String checklist, String reply) {
        return new ChecklistRule().score(prompt(Map.of("checklist", json(checklist))), reply);
    }

    private static Prompt prompt(Map<String, JsonNode> fields) {
        return new Prompt("p1", List.of(ChatMessage.user("?")), "", fields);
    }

    private static JsonNode json(String text) {
        try {
            return new JsonMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
