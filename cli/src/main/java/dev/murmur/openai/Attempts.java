package dev.murmur.openai;

import com.openai.core.RequestOptions;
import com.openai.core.http.HttpClient;
import com.openai.core.http.HttpRequest;
import com.openai.core.http.HttpResponse;
import java.util.concurrent.CompletableFuture;

/// Counts how often a thread has sent something: the client around it repeats requests without
/// saying so.
final class Attempts implements HttpClient {
    private final HttpClient client;
    private final ThreadLocal<Integer> sent = ThreadLocal.withInitial(() -> 0);

    Attempts(HttpClient client) {
        this.client = client;
    }

    /// Of the current thread, since it began.
    int sent() {
        return sent.get();
    }

    @Override
    public HttpResponse execute(HttpRequest request, RequestOptions options) {
        sent.set(sent.get() + 1);
        return client.execute(request, options);
    }

    @Override
    public CompletableFuture<HttpResponse> executeAsync(
            HttpRequest request, RequestOptions options) {
        throw new UnsupportedOperationException("questions are asked one after the other");
    }

    @Override
    public void close() {
        client.close();
    }
}
