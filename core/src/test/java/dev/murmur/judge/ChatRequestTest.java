package dev.murmur.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.murmur.text.ChatMessage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChatRequestTest {
    private static final ChatRequest PLAIN = new ChatRequest("gpt", "How good?", 0.5, 64);

    @TempDir Path folder;

    /// SHA-256 of `{"model":"gpt","question":"How good?","temperature":0.5,"max_tokens":64}`: what
    /// was paid for stays found.
    @Test
    void whatIsNotAskedForIsNoPartOfTheKey() {
        assertThat(PLAIN.key())
                .isEqualTo("1e66e0f8f8d7e9ebad5c2be382f66a45aa0c85e27fb2efd4ac49cbcdf99c6e62");
    }

    @Test
    void whateverAnAnswerDependsOnIsAPartOfTheKey() {
        var judge = new Judge("gpt", 0.5, 64);
        List<ChatMessage> question = List.of(ChatMessage.user("How good?"));
        List<ChatMessage> system =
                List.of(new ChatMessage(ChatMessage.SYSTEM, "Judge."), question.getFirst());
        assertThat(judge.request(question, 0)).isEqualTo(PLAIN);
        assertThat(
                        List.of(
                                PLAIN,
                                judge.request(question, 1),
                                judge.request(system, 0),
                                judge.choice(question, List.of("m", "M"), 0)))
                .extracting(ChatRequest::key)
                .doesNotHaveDuplicates();
        assertThat(judge.request(system, 0).messages()).isEqualTo(system);
        assertThat(judge.choice(question, List.of("m", "M"), 0).maxTokens()).isEqualTo(1);
    }

    @Test
    void anAnswerIsReadBackWhole() {
        var cache = new AnswerCache(folder);
        var request =
                new Judge("gpt", 0, 64)
                        .choice(List.of(ChatMessage.user("Which?")), List.of("m", "M"), 2);
        var answer = new ChatAnswer("m", 5, 1, Map.of("m", -0.5, "M", -1.25));
        cache.put(request, answer);
        cache.put(PLAIN, new ChatAnswer("[[3]]", 5, 1));
        assertThat(cache.get(request)).contains(answer);
        assertThat(cache.get(PLAIN)).contains(new ChatAnswer("[[3]]", 5, 1));
        assertThat(folder.resolve(PLAIN.key().substring(0, 2)).resolve(PLAIN.key() + ".json"))
                .content()
                .doesNotContain("before", "labels", "sample", "label_log_probs");
    }

    @Test
    void saysBeforehandHowMuchThereIsToAsk() {
        var cache = new AnswerCache(folder);
        var other = new ChatRequest("gpt", "x".repeat(4000), 0, 100);
        cache.put(PLAIN, new ChatAnswer("[[3]]", 5, 1));
        var workload = Workload.of(List.of(PLAIN, other, other), cache);
        assertThat(workload).isEqualTo(new Workload(2, 1, 1000, 100));
        assertThat(workload)
                .hasToString(
                        "1 questions to ask (1 more are answered on disk), about 1,000 tokens to"
                                + " read and at most 100 to write");
    }
}
