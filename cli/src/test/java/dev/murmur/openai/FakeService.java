package dev.murmur.openai;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// An OpenAI-compatible service of this process, which answers what it is told to, in order.
public final class FakeService implements AutoCloseable {
    /// What it was asked, in order: JSON bodies.
    public final Queue<String> bodies = new ConcurrentLinkedQueue<>();

    /// The keys it was shown.
    public final Queue<String> keys = new ConcurrentLinkedQueue<>();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Queue<Response> responses = new ConcurrentLinkedQueue<>();

    private record Response(int status, String body, long delayMillis) {}

    public FakeService() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext(
                "/v1/chat/completions",
                exchange -> {
                    bodies.add(
                            new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.UTF_8));
                    keys.addAll(
                            exchange.getRequestHeaders().getOrDefault("Authorization", List.of()));
                    Response response = next();
                    sleep(response.delayMillis());
                    byte[] body = response.body().getBytes(StandardCharsets.UTF_8);
                    exchange.getResponseHeaders().add("Content-Type", "application/json");
                    exchange.getResponseHeaders().add("Retry-After-Ms", "1");
                    exchange.sendResponseHeaders(response.status(), body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.start();
    }

    private Response next() {
        Response last = responses.element();
        return responses.size() > 1 ? responses.remove() : last;
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// The last of what it is told is repeated.
    public FakeService says(String text) {
        return answers(200, completion(text));
    }

    public FakeService answers(int status, String body) {
        responses.add(new Response(status, body, 0));
        return this;
    }

    public FakeService isSilentFor(long millis) {
        responses.add(new Response(200, completion("late"), millis));
        return this;
    }

    public String url() {
        return "http://localhost:" + server.getAddress().getPort() + "/v1";
    }

    private static String completion(String text) {
        return """
        {"id": "c", "object": "chat.completion", "created": 1, "model": "gpt",
         "choices": [{"index": 0, "finish_reason": "stop", "logprobs": null,
                      "message": {"role": "assistant", "content": "%s", "refusal": null}}],
         "usage": {"prompt_tokens": 120, "completion_tokens": 7, "total_tokens": 127}}
        """
                .formatted(text);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
