package dev.murmur.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.murmur.judge.ChatAnswer;
import dev.murmur.judge.ChatEndpoint;
import dev.murmur.judge.ChatRequest;
import dev.murmur.judge.ChatServiceProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OpenAiChatTest {
    private static final ChatRequest REQUEST = new ChatRequest("gpt", "How good?", 0.5, 64);

    private FakeService service;

    @BeforeEach
    void start() throws IOException {
        service = new FakeService();
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void asksOnceAndCountsTokens() throws IOException {
        service.says("[[7]]");
        assertThat(ask(0)).isEqualTo(new ChatAnswer("[[7]]", 120, 7));
        JsonNode body = new JsonMapper().readTree(service.bodies.remove());
        assertThat(body.path("model").asText()).isEqualTo("gpt");
        assertThat(body.path("temperature").asDouble()).isEqualTo(0.5);
        assertThat(body.path("max_completion_tokens").asInt()).isEqualTo(64);
        assertThat(body.path("messages").toString())
                .contains("\"role\":\"user\"", "\"content\":\"How good?\"");
        assertThat(service.bodies).isEmpty();
        assertThat(service.keys).containsExactly("Bearer secret");
    }

    @Test
    void asksAgainWhenTheServiceIsBusyOrBroken() {
        service.answers(429, "{}").answers(503, "{}").says("[[7]]");
        assertThat(ask(3).text()).isEqualTo("[[7]]");
        assertThat(service.bodies).hasSize(3);
    }

    @Test
    void givesUpAfterTheAttemptsThatItHas() {
        service.answers(429, "{}");
        assertThatThrownBy(() -> ask(1))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage(
                        "the judge at "
                                + service.url()
                                + " is too busy for us after 2 attempts; ask fewer questions at a"
                                + " time (parallel); what was answered before is kept, run again to"
                                + " go on");
        assertThat(service.bodies).hasSize(2);
    }

    @Test
    void asksAgainWhenThereIsNoAnswerInTime() {
        service.isSilentFor(3000).says("[[7]]");
        assertThat(ask(1).text()).isEqualTo("[[7]]");
    }

    @Test
    void saysThatThereWasNoAnswerInTime() {
        service.isSilentFor(1500);
        assertThatThrownBy(() -> ask(0))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(" does not answer after 1 attempt of 1 s each");
    }

    @Test
    void aWrongKeyIsNamedAndNotShown() {
        service.answers(401, "{\"error\": {\"message\": \"Incorrect API key: secret\"}}");
        assertThatThrownBy(() -> ask(3))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(" refuses the key of JUDGE_KEY; is it the right one?")
                .hasMessageNotContaining("secret");
        assertThat(service.bodies).hasSize(1);
    }

    @Test
    void aModelThatIsNotThereIsNamed() {
        service.answers(404, "{\"error\": {\"message\": \"no such model\"}}");
        assertThatThrownBy(() -> ask(3))
                .hasMessageContaining(" knows no model 'gpt', or the URL is not a base URL");
    }

    @Test
    void whatIsNoCompletionIsNoAnswer() {
        service.answers(200, "<html>");
        assertThatThrownBy(() -> ask(0))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("the judge at " + service.url());
    }

    private ChatAnswer ask(int retries) {
        var endpoint =
                new ChatEndpoint(
                        service.url(),
                        Optional.of("secret"),
                        "JUDGE_KEY",
                        retries,
                        Duration.ofSeconds(1));
        assertThat(endpoint.toString()).doesNotContain("secret");
        try (var chat = ChatServiceProvider.find().open(endpoint)) {
            return chat.ask(REQUEST);
        }
    }
}
