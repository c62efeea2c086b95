package dev.murmur.openai;

import com.openai.client.OpenAIClient;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIException;
import com.openai.errors.OpenAIIoException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.PermissionDeniedException;
import com.openai.errors.RateLimitException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.completions.CompletionUsage;
import dev.murmur.judge.ChatAnswer;
import dev.murmur.judge.ChatEndpoint;
import dev.murmur.judge.ChatRequest;
import dev.murmur.judge.ChatService;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/// A chat service behind an OpenAI-compatible URL: `POST {url}/chat/completions`.
record OpenAiChat(ChatEndpoint endpoint, OpenAIClient client) implements ChatService {
    @Override
    public ChatAnswer ask(ChatRequest request) {
        var params =
                ChatCompletionCreateParams.builder()
                        .model(request.model())
                        .temperature(request.temperature())
                        .maxCompletionTokens(request.maxTokens())
                        .addUserMessage(request.question())
                        .build();
        try {
            ChatCompletion completion = client.chat().completions().create(params);
            if (completion.choices().isEmpty()) {
                throw failure("answered without a choice; is it a chat model?", null);
            }
            return new ChatAnswer(
                    completion.choices().getFirst().message().content().orElse(""),
                    completion.usage().map(CompletionUsage::promptTokens).orElse(0L),
                    completion.usage().map(CompletionUsage::completionTokens).orElse(0L));
        } catch (OpenAIException e) {
            throw failure(reason(e, request), e);
        }
    }

    private String reason(OpenAIException thrown, ChatRequest request) {
        return switch (thrown) {
            case UnauthorizedException _, PermissionDeniedException _ ->
                    "refuses the key of " + endpoint.keyName() + "; is it the right one?";
            case NotFoundException e ->
                    "knows no model '"
                            + request.model()
                            + "', or the URL is not a base URL (they often end in /v1): "
                            + e.getMessage();
            case RateLimitException _ ->
                    "is too busy for us after "
                            + attempts()
                            + "; ask fewer questions at a time"
                            + " (parallel)";
            case OpenAIServiceException e ->
                    "fails with status "
                            + e.statusCode()
                            + " after "
                            + attempts()
                            + ": "
                            + e.getMessage();
            case OpenAIIoException e ->
                    "does not answer after "
                            + attempts()
                            + " of "
                            + endpoint.timeout().toSeconds()
                            + " s each: "
                            + e.getMessage();
            default -> "answers what is no chat completion: " + thrown.getMessage();
        };
    }

    private String attempts() {
        int attempts = 1 + endpoint.retries();
        return attempts == 1 ? "1 attempt" : attempts + " attempts";
    }

    private UncheckedIOException failure(String reason, @Nullable Exception cause) {
        return new UncheckedIOException(
                "the judge at "
                        + endpoint.url()
                        + " "
                        + reason
                        + "; what was answered before is kept, run again to go on",
                new IOException(cause));
    }

    @Override
    public void close() {
        client.close();
    }
}
