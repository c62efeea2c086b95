package dev.murmur.openai;

import com.openai.client.OpenAIClientImpl;
import com.openai.client.okhttp.OkHttpClient;
import com.openai.core.ClientOptions;
import dev.murmur.judge.ChatEndpoint;
import dev.murmur.judge.ChatService;
import dev.murmur.judge.ChatServiceProvider;

/// Opens services with OpenAI's client, which repeats requests by itself: after 408, 409, 429, 5xx,
/// and when there is no answer, waiting as long as the service says, or twice as long each time.
public final class OpenAiProvider implements ChatServiceProvider {
    /// The client insists on a key; a service without keys ignores it.
    private static final String NO_KEY = "none";

    @Override
    public ChatService open(ChatEndpoint endpoint) {
        var attempts = new Attempts(OkHttpClient.builder().timeout(endpoint.timeout()).build());
        return new OpenAiChat(
                endpoint,
                new OpenAIClientImpl(
                        ClientOptions.builder()
                                .httpClient(attempts)
                                .baseUrl(endpoint.url())
                                .apiKey(endpoint.apiKey().orElse(NO_KEY))
                                .maxRetries(endpoint.retries())
                                .timeout(endpoint.timeout())
                                .build()),
                attempts);
    }
}
