package dev.murmur.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.murmur.judge.ChatAnswer;
import dev.murmur.judge.ChatEndpoint;
import dev.murmur.judge.ChatRequest;
import dev.murmur.judge.ChatServiceProvider;
import dev.murmur.judge.Judge;
import dev.murmur.text.ChatMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
    void showsEarlierTurnsAndReadsHowLikelyTheLabelsWere() throws IOException {
        service.answers(
                200,
                """
                {"id": "1", "object": "chat.completion", "created": 1, "model": "gpt",
                 "choices": [{"index": 0, "finish_reason": "length",
                   "message": {"role": "assistant", "content": "m", "refusal": null},
                   "logprobs": {"refusal": null, "content": [{"token": "m", "logprob": -0.25, "bytes": null,
                     "top_logprobs": [
                       {"token": "m", "logprob": -0.25, "bytes": null},
                       {"token": "M", "logprob": -1.5, "bytes": null},
                       {"token": "I", "logprob": -7.0, "bytes": null}]}]}}]}
                """);
        ChatAnswer answer = ask(0, choice());
        assertThat(answer.labelLogProbs()).isEqualTo(Map.of("m", -0.25, "M", -1.5));
        JsonNode body = new JsonMapper().readTree(service.bodies.remove());
        assertThat(body.path("logprobs").asBoolean()).isTrue();
        assertThat(body.path("top_logprobs").asInt()).isEqualTo(5);
        assertThat(body.path("messages"))
                .extracting(message -> message.path("role").asText())
                .containsExactly("system", "user", "assistant", "user");
    }

    @Test
    void aRefusalIsNoAnswer() {
        service.answers(
                200,
                """
                {"id": "1", "object": "chat.completion", "created": 1, "model": "gpt",
                 "choices": [{"index": 0, "finish_reason": "stop", "logprobs": null,
                   "message": {"role": "assistant", "content": null, "refusal": "I must not judge."}}]}
                """);
        assertThat(ask(0)).isEqualTo(new ChatAnswer("I must not judge.", 0, 0, Map.of(), true, 0));
    }

    @Test
    void saysThatLogProbsAreMissing() {
        service.says("m");
        assertThatThrownBy(() -> ask(0, choice()))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("answers without the log-probs of its tokens");
    }

    private static ChatRequest choice() {
        return new Judge("gpt", 0, 64)
                .choice(
                        List.of(
                                new ChatMessage(ChatMessage.SYSTEM, "Choose."),
                                ChatMessage.user("m or M?"),
                                ChatMessage.assistant("Hm."),
                                ChatMessage.user("Well?")),
                        List.of("m", "M"),
                        0);
    }

    @Test
    void asksAgainWhenTheServiceIsBusyOrBroken() {
        service.answers(429, "{}").answers(503, "{}").says("[[7]]");
        ChatAnswer answer = ask(3);
        assertThat(answer.text()).isEqualTo("[[7]]");
        assertThat(answer.retries()).isEqualTo(2);
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
        return ask(retries, REQUEST);
    }

    private ChatAnswer ask(int retries, ChatRequest request) {
        var endpoint =
                new ChatEndpoint(
                        service.url(),
                        Optional.of("secret"),
                        "JUDGE_KEY",
                        retries,
                        Duration.ofSeconds(1));
        assertThat(endpoint.toString()).doesNotContain("secret");
        try (var chat = ChatServiceProvider.find().open(endpoint)) {
            return chat.ask(request);
        }
    }
}
