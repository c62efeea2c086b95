package dev.murmur.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.murmur.data.Candidates;
import dev.murmur.data.DataException;
import dev.murmur.data.Prompt;
import dev.murmur.data.Reply;
import dev.murmur.metrics.Progress;
import dev.murmur.metrics.RunContext;
import dev.murmur.metrics.StoppedException;
import dev.murmur.text.ChatMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JudgeRewardTest {
    @TempDir Path folder;
    private final Queue<ChatRequest> asked = new ConcurrentLinkedQueue<>();
    private final CompletableFuture<Void> slowIsUnderWay = new CompletableFuture<>();

    @Test
    void showsTheConversationAndTheReplyAndReadsTheRating() {
        assertThat(score(judge("gpt"), "good", "bad")).containsExactly(9, 2.5);
        assertThat(asked)
                .hasSize(2)
                .allSatisfy(request -> {
                    assertThat(request.model()).isEqualTo("gpt");
                    assertThat(request.temperature()).isZero();
                    assertThat(request.question()).contains("user: Why is the sky blue?\n");
                })
                .anySatisfy(request ->
                        assertThat(request.question())
                                .contains("[The reply begins]\ngood\n[The reply ends]\n"));
    }

    /// What is said of both is no number; nor is silence, nor what is off the scale.
    @Test
    void aReplyWhoseJudgementCannotBeReadHasNoScore() {
        assertThat(score(judge("gpt"), "torn", "silent", "huge", "good"))
                .containsExactly(Double.NaN, Double.NaN, Double.NaN, 9);
    }

    @Test
    void theSameQuestionIsAskedOnceWhoeverRuns() {
        score(judge("gpt"), "good", "good", "silent");
        assertThat(asked).hasSize(2);
        assertThat(score(judge("gpt"), "silent", "good")).containsExactly(Double.NaN, 9);
        assertThat(asked).hasSize(2);
        score(judge("llama"), "good");
        assertThat(asked).hasSize(3);
    }

    @Test
    void anAnswerLiesBesideItsQuestion() throws IOException {
        score(judge("gpt"), "good");
        try (Stream<Path> files = Files.walk(folder)) {
            Path file = files.filter(Files::isRegularFile).findFirst().orElseThrow();
            String key = asked.element().key();
            assertThat(folder.relativize(file))
                    .isEqualTo(Path.of(key.substring(0, 2), key + ".json"));
            assertThat(file).content().contains("\"model\":\"gpt\"", "It is good: [[9]]");
            Files.writeString(file, "{\"answer\"");
        }
        assertThatThrownBy(() -> score(judge("gpt"), "good"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("is damaged")
                .hasMessageEndingWith("delete it and the judge is asked again");
    }

    @Test
    void aServiceThatFailsStopsTheWorkAndKeepsWhatItSaidBefore() {
        assertThatThrownBy(() -> score(judge("gpt"), "good", "down"))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("the service is down");
        asked.clear();
        score(judge("gpt"), "good");
        assertThat(asked).isEmpty();
    }

    @Test
    void aStopKeepsTheJudgementsSoFarAndThoseUnderWay() {
        var stopping = new RunContext(Progress.NONE, () -> true);
        assertThatThrownBy(() -> judge("gpt").score(List.of(candidates("first", "slow")), stopping))
                .isInstanceOf(StoppedException.class)
                .hasMessageEndingWith("the judgements so far are kept");
        assertThat(asked).hasSize(2);
        score(judge("gpt"), "first", "slow");
        assertThat(asked).hasSize(2);
    }

    @Test
    void itsIdSaysModelAndRubric() throws IOException {
        Path file = folder.resolve("mine.jinja");
        Files.writeString(file, "{{ messages[0].content }}: {{ reply }}? [[n]]");
        var own = Rubric.rating(Optional.of(file));
        assertThat(judge("gpt").id()).matches("judge:gpt, rubric [0-9a-f]{8}");
        assertThat(JudgeReward.id("gpt", own)).isNotEqualTo(judge("gpt").id());
        assertThat(own.ask(List.of(ChatMessage.user("Why?")), Map.of("reply", "{{ 1 + 1 }}")))
                .isEqualTo("Why?: {{ 1 + 1 }}? [[n]]");
    }

    @Test
    void aRubricThatHidesTheReplyIsRefused() throws IOException {
        Path file = folder.resolve("blind.jinja");
        Files.writeString(file, "{{ messages[0].content }}: how good is the answer?");
        assertThatThrownBy(() -> Rubric.rating(Optional.of(file)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        file
                                + " does not show 'reply' to the judge; write {{ reply }} where it"
                                + " should stand");
        Files.writeString(file, "{{ reply }}");
        assertThatThrownBy(() -> Rubric.rating(Optional.of(file)))
                .hasMessageContaining("write {{ messages[-1].content }} where it should stand");
        Files.writeString(file, "\n{% if %}");
        assertThatThrownBy(() -> Rubric.rating(Optional.of(file)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(file + ":2: ");
    }

    @Test
    void aScaleUpsideDownIsRefused() {
        assertThatThrownBy(() -> new Ratings(10, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("highest is 1.0, must be above lowest (10.0)");
    }

    private JudgeReward judge(String model) {
        return new JudgeReward(
                new Judge(model, 0, 64),
                Rubric.rating(Optional.empty()),
                new Ratings(1, 10),
                new ServicePanel(this::answer, 4, folder));
    }

    private ChatAnswer answer(ChatRequest request) {
        String reply = request.question().replaceAll("(?s).*\\[The reply begins]\n|\n\\[The.*", "");
        if (reply.equals("down")) {
            throw new UncheckedIOException("the service is down", new IOException());
        }
        if (reply.equals("first")) {
            slowIsUnderWay.orTimeout(1, TimeUnit.MINUTES).join();
        }
        if (reply.equals("slow")) {
            slowIsUnderWay.complete(null);
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
        }
        asked.add(request);
        String text =
                switch (reply) {
                    case "good" -> "It is good: [[9]] and, again, [[9.0]]";
                    case "bad" -> "Rating: [[ 2.5 ]]";
                    case "torn" -> "[[1]] or [[9]]";
                    case "huge" -> "[[11]]";
                    default -> "";
                };
        return new ChatAnswer(text, 100, 10);
    }

    private static double[] score(JudgeReward judge, String... replies) {
        return judge.score(List.of(candidates(replies)), RunContext.QUIET).getFirst();
    }

    private static Candidates candidates(String... replies) {
        var prompt =
                new Prompt("p", List.of(ChatMessage.user("Why is the sky blue?")), "", Map.of());
        return new Candidates(prompt, Stream.of(replies).map(Reply::written).toList());
    }
}
