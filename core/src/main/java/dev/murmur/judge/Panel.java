package dev.murmur.judge;

import dev.murmur.metrics.Progress;
import dev.murmur.metrics.RunContext;
import dev.murmur.metrics.StoppedException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Asks many questions, several at a time, each only once: what was asked before, by any run with
/// the same cache, is read from disk. Answers may cost money: those under way when the work fails
/// or is stopped are waited for and kept.
///
/// @param parallel questions under way at a time
/// @param cache folder of the answers
public record Panel(ChatService service, int parallel, Path cache) implements AutoCloseable {
    /// What became of a question.
    ///
    /// @param asked whether the service was, now
    private record Heard(ChatAnswer answer, boolean asked) {}

    /// @param what names the work for progress
    /// @return the answers, in order
    /// @throws java.io.UncheckedIOException if one could not be had; those that could are in the
    ///   cache
    List<ChatAnswer> ask(List<ChatRequest> requests, String what, RunContext context) {
        var answers = new AnswerCache(cache);
        var heard = new LinkedHashMap<ChatRequest, Future<Heard>>();
        try (ExecutorService threads = Executors.newFixedThreadPool(parallel)) {
            try {
                for (ChatRequest request : requests) {
                    heard.computeIfAbsent(
                            request, _ -> threads.submit(() -> hear(request, answers)));
                }
                collect(heard, what, context);
                return requests.stream()
                        .map(request -> Objects.requireNonNull(heard.get(request)))
                        .map(future -> future.resultNow().answer())
                        .toList();
            } finally {
                // On the way out of a failure: what was not asked yet never is.
                heard.values().forEach(future -> future.cancel(false));
            }
        }
    }

    private Heard hear(ChatRequest request, AnswerCache answers) {
        return answers.get(request)
                .map(answer -> new Heard(answer, false))
                .orElseGet(() -> {
                    ChatAnswer answer = service.ask(request);
                    answers.put(request, answer);
                    return new Heard(answer, true);
                });
    }

    private static void collect(
            Map<ChatRequest, Future<Heard>> heard, String what, RunContext context) {
        long questionTokens = 0;
        long answerTokens = 0;
        try (Progress.Task task = context.progress().start(what, heard.size(), "judgements")) {
            for (Future<Heard> future : heard.values()) {
                Heard one = await(future);
                if (one.asked()) {
                    questionTokens += one.answer().questionTokens();
                    answerTokens += one.answer().answerTokens();
                }
                task.advance(
                        1, questionTokens + " + " + answerTokens + " tokens asked and answered");
                if (context.stop().requested()) {
                    throw new StoppedException(
                            "stopped in '" + what + "'; the judgements so far are kept");
                }
            }
        }
    }

    private static Heard await(Future<Heard> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new CompletionException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoppedException("interrupted while a judge was asked");
        }
    }

    @Override
    public void close() {
        service.close();
    }
}
