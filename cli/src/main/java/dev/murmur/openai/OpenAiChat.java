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
import com.openai.models.chat.completions.ChatCompletion.Choice;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessage;
import com.openai.models.chat.completions.ChatCompletionTokenLogprob.TopLogprob;
import com.openai.models.completions.CompletionUsage;
import dev.murmur.judge.ChatAnswer;
import dev.murmur.judge.ChatEndpoint;
import dev.murmur.judge.ChatRequest;
import dev.murmur.judge.ChatService;
import dev.murmur.text.ChatMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A chat service behind an OpenAI-compatible URL: `POST {url}/chat/completions`.
///
/// @param attempts what the client sends through
record OpenAiChat(ChatEndpoint endpoint, OpenAIClient client, Attempts attempts)
        implements ChatService {
    /// How many of the likeliest tokens AlpacaEval's judge is asked for.
    private static final long LIKELIEST = 5;

    @Override
    public ChatAnswer ask(ChatRequest request) {
        int before = attempts.sent();
        try {
            ChatCompletion completion = client.chat().completions().create(params(request));
            if (completion.choices().isEmpty()) {
                throw failure("answered without a choice; is it a chat model?", null);
            }
            ChatCompletionMessage message = completion.choices().getFirst().message();
            return new ChatAnswer(
                    message.content().or(message::refusal).orElse(""),
                    completion.usage().map(CompletionUsage::promptTokens).orElse(0L),
                    completion.usage().map(CompletionUsage::completionTokens).orElse(0L),
                    request.labels().isEmpty()
                            ? Map.of()
                            : likely(request.labels(), completion.choices().getFirst()),
                    message.content().isEmpty() && message.refusal().isPresent(),
                    attempts.sent() - before - 1);
        } catch (OpenAIException e) {
            throw failure(reason(e, request), e);
        }
    }

    private static ChatCompletionCreateParams params(ChatRequest request) {
        var params =
                ChatCompletionCreateParams.builder()
                        .model(request.model())
                        .temperature(request.temperature())
                        .maxCompletionTokens(request.maxTokens());
        for (ChatMessage message : request.messages()) {
            switch (message.role()) {
                case ChatMessage.SYSTEM -> params.addSystemMessage(message.content());
                case ChatMessage.ASSISTANT -> params.addAssistantMessage(message.content());
                default -> params.addUserMessage(message.content());
            }
        }
        if (!request.labels().isEmpty()) {
            params.logprobs(true).topLogprobs(LIKELIEST);
        }
        return params.build();
    }

    /// The log-probs of those labels that are among the likeliest first tokens.
    private Map<String, Double> likely(List<String> labels, Choice choice) {
        return choice
                .logprobs()
                .flatMap(Choice.Logprobs::content)
                .filter(tokens -> !tokens.isEmpty())
                .orElseThrow(() ->
                        failure(
                                "answers without the log-probs of its tokens; is there a setting"
                                        + " that allows them (logprobs, top_logprobs)?",
                                null))
                .getFirst()
                .topLogprobs()
                .stream()
                .filter(top -> labels.contains(top.token()))
                .collect(Collectors.toMap(TopLogprob::token, TopLogprob::logprob, Math::max));
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
                            + allAttempts()
                            + "; ask fewer questions at a time"
                            + " (parallel)";
            case OpenAIServiceException e ->
                    "fails with status "
                            + e.statusCode()
                            + " after "
                            + allAttempts()
                            + ": "
                            + e.getMessage();
            case OpenAIIoException e ->
                    "does not answer after "
                            + allAttempts()
                            + " of "
                            + endpoint.timeout().toSeconds()
                            + " s each: "
                            + e.getMessage();
            default -> "answers what is no chat completion: " + thrown.getMessage();
        };
    }

    private String allAttempts() {
        int all = 1 + endpoint.retries();
        return all == 1 ? "1 attempt" : all + " attempts";
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
