package dev.murmur.tensor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;
import org.bytedeco.openblas.presets.openblas_nolapack;
import org.bytedeco.pytorch.global.torch;

/// How the cores are shared out: all of them to one operation at a time, or one to each of several
/// batches.
///
/// Splitting an operation costs a wait at its end, and what lies between operations is done by one
/// core alone. So with models that are not large independent batches run side by side, with one
/// thread an operation ([#map]). What a batch computes does not depend on it.
public final class Threads {
    /// Models below this many parameters have matrices too small to split even where there is one
    /// batch; measured in `bench/README.md`.
    private static final long SMALL = 5_000_000;

    /// Models below this many run several batches at once; measured in `bench/README.md`.
    private static final long MEDIUM = 50_000_000;

    /// Micro-batches that run side by side at most: each takes memory for what it keeps and for
    /// gradients of its own.
    public static final int MICRO_BATCHES = 4;

    /// Decoding with models from this many parameters is bound by reading their weights.
    private static final long LARGE = 500_000_000;

    /// Steps of so many rows with models below [#MEDIUM] parameters are too short to split: waking
    /// threads takes longer than what they would save.
    private static final int FEW_ROWS = 16;

    private Threads() {}

    /// Shares out the cores for a model about to be used on this thread.
    ///
    /// @param parameters of the model
    /// @return how many batches to run side by side, at least 1
    public static int forModel(long parameters) {
        int cores = Runtime.getRuntime().availableProcessors();
        int perOperation = parameters < SMALL ? 1 : cores;
        torch.set_num_threads(perOperation);
        // What oneDNN leaves to OpenBLAS is mostly within attention, which is shared out already.
        openblas_nolapack.blas_set_num_threads(OneDnn.isPresent() ? 1 : perOperation);
        return batches(parameters);
    }

    /// How many batches run side by side with a model.
    ///
    /// @param parameters of the model
    public static int batches(long parameters) {
        return runsSideBySide(parameters) ? Runtime.getRuntime().availableProcessors() : 1;
    }

    /// How many micro-batches are learnt from side by side with such a model.
    public static int microBatches() {
        return Math.min(MICRO_BATCHES, Runtime.getRuntime().availableProcessors());
    }

    /// Whether a model's batches run side by side where there are cores for it.
    ///
    /// @param parameters of the model
    public static boolean runsSideBySide(long parameters) {
        return parameters < MEDIUM;
    }

    /// How many batches of replies to grow side by side with a model. A step's matrices are small
    /// with all but large models, and those would read their weights once a batch.
    ///
    /// @param parameters of the model
    public static int samplers(long parameters) {
        return parameters < LARGE ? Runtime.getRuntime().availableProcessors() : 1;
    }

    /// How many threads an operation gets while a single batch of replies grows.
    ///
    /// @param parameters of the model
    /// @param rows of the batch
    public static int forSteps(long parameters, int rows) {
        return parameters < MEDIUM && rows <= FEW_ROWS ? 1 : torch.get_num_threads();
    }

    /// Applies a function to each piece of work on a thread of its own, which the cores are shared
    /// out among; to a single piece on this thread.
    ///
    /// @param alone threads that an operation gets with a single piece
    /// @return results in the order of the items
    public static <T, R> List<R> sideBySide(List<T> items, int alone, Function<T, R> work) {
        int before = torch.get_num_threads();
        if (items.size() == 1) {
            torch.set_num_threads(alone);
            try {
                return List.of(work.apply(items.getFirst()));
            } finally {
                torch.set_num_threads(before);
            }
        }
        ofBlas(1);
        try {
            return map(items, items.size(), work, _ -> {});
        } finally {
            ofBlas(before);
        }
    }

    private static void ofBlas(int perOperation) {
        try (var _ = new TensorScope()) { // the bindings make a native object
            openblas_nolapack.blas_set_num_threads(perOperation);
        }
    }

    /// Applies a function to independent pieces of work. At most one result more than there are
    /// workers waits for those before it.
    ///
    /// @param workers how many at a time, as [#forModel] said; with 1 everything stays on this
    ///   thread
    /// @param finished called on this thread with each result, in the order of the items
    /// @return results in the order of the items
    public static <T, R> List<R> map(
            List<T> items, int workers, Function<T, R> work, Consumer<R> finished) {
        if (workers == 1 || items.size() < 2) {
            return items.stream().map(work).peek(finished).toList();
        }
        int perOperation = Math.max(1, Runtime.getRuntime().availableProcessors() / workers);
        try (ExecutorService pool = Executors.newFixedThreadPool(workers)) {
            var waiting = new ArrayDeque<Future<R>>();
            var results = new ArrayList<R>();
            try {
                for (T item : items) {
                    waiting.add(pool.submit(() -> with(perOperation, work, item)));
                    if (waiting.size() > workers) {
                        take(waiting, finished, results);
                    }
                }
                while (!waiting.isEmpty()) {
                    take(waiting, finished, results);
                }
            } catch (ExecutionException e) {
                throw rethrown(Objects.requireNonNull(e.getCause()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            } finally {
                pool.shutdownNow();
            }
            return results;
        }
    }

    private static <R> void take(Deque<Future<R>> waiting, Consumer<R> finished, List<R> results)
            throws ExecutionException, InterruptedException {
        R result = waiting.remove().get();
        finished.accept(result);
        results.add(result);
    }

    private static <T, R> R with(int perOperation, Function<T, R> work, T item) {
        torch.set_num_threads(perOperation); // counts for the calling thread alone
        return work.apply(item);
    }

    private static RuntimeException rethrown(Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException runtime
                ? runtime
                : new IllegalStateException(cause);
    }
}
