package dev.murmur.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.murmur.data.Prompt;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TopicsTest {
    private static final List<Topic> TOPICS = Topics.all(Integer.MAX_VALUE);

    @Test
    void everySourceIsThereAndIdsAreUnique() {
        assertThat(TOPICS.stream().map(Topic::source).distinct())
                .containsExactly(
                        "capitals",
                        "animals",
                        "colours",
                        "opposites",
                        "arithmetic",
                        "lists",
                        "plurals",
                        "past-tense");
        assertThat(TOPICS).extracting(Topic::id).doesNotHaveDuplicates();
        assertThat(TOPICS.stream().flatMap(t -> t.phrasings().stream())).doesNotHaveDuplicates();
    }

    @Test
    void theRightAnswerScoresOne() {
        assertThat(TOPICS)
                .allSatisfy(topic -> {
                    var items = topic.rightItems(new Dice(1, "test", topic.id()));
                    assertThat(gold(topic, topic.sentence(items))).isEqualTo(1);
                });
    }

    @Test
    void aWrongAnswerScoresZeroAndSpoilsARightOne() {
        assertThat(TOPICS)
                .allSatisfy(topic -> {
                    String wrong = topic.wrong().getFirst();
                    assertThat(gold(topic, topic.sentence(List.of(wrong)))).isEqualTo(0);
                    assertThat(gold(topic, topic.right().getFirst() + " " + wrong))
                            .isLessThan(1.0 / topic.slots());
                });
    }

    @Test
    void neitherFillersNorTheQuestionTouchTheJudgement() {
        String fillers =
                Stream.of(ReplyComposer.OPENERS, ReplyComposer.CLOSINGS, ReplyComposer.REPEATS)
                        .flatMap(List::stream)
                        .reduce("", (a, b) -> a + " " + b);
        assertThat(TOPICS)
                .allSatisfy(topic -> {
                    String right = topic.sentence(topic.right().subList(0, topic.slots()));
                    String around = fillers + " You asked about " + topic.subject() + ". ";
                    assertThat(gold(topic, around)).isEqualTo(0);
                    assertThat(gold(topic, around + right)).isEqualTo(1);
                });
    }

    @Test
    void sentencesAreEnglish() {
        assertThat(topic("capitals-0").sentence(List.of("Paris")))
                .isEqualTo("The capital of France is Paris.");
        assertThat(topic("lists-1").sentence(List.of("apple", "pear", "plum")))
                .isEqualTo("Three fruits are apple, pear and plum.");
        assertThat(topic("arithmetic-3").sentence(List.of("5"))).isEqualTo("1 plus 4 is 5.");
        assertThat(topic("plurals-0").phrasings().getFirst())
                .isEqualTo("What are the plurals of cat and dog?");
    }

    @Test
    void aWorldCutShortStillHasEveryKindOfAnimalTopic() {
        assertThat(Topics.all(3).stream().filter(t -> t.source().equals("animals")))
                .extracting(Topic::id)
                .containsExactly("animals-sound-0", "animals-young-0", "animals-home-0");
    }

    private static Topic topic(String id) {
        return TOPICS.stream().filter(t -> t.id().equals(id)).findFirst().orElseThrow();
    }

    private static double gold(Topic topic, String reply) {
        Prompt prompt = new Question("q", topic, "?").prompt();
        return World.GOLD.rule().score(prompt, reply);
    }
}
