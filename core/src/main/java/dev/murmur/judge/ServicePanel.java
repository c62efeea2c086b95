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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks a service, several questions at a time. Answers may cost money: how much there is to ask is
/// said before, and answers under way when the work fails or is stopped are waited for and kept.
///
/// @param parallel questions under way at a time
/// @param cache folder of the answers
public record ServicePanel(ChatService service, int parallel, Path cache) implements Panel {
    private static final Logger LOG = LoggerFactory.getLogger(ServicePanel.class);

    /// What became of a question.
    ///
    /// @param asked whether the service was, now
    private record Heard(ChatAnswer answer, boolean asked) {}

    @Override
    public List<ChatAnswer> ask(List<ChatRequest> requests, String what, RunContext context) {
        var answers = new AnswerCache(cache);
        var workload = Workload.of(requests, answers);
        if (workload.toAsk() > 0) {
            LOG.info("{}: {}", what, workload);
        }
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
