package dev.murmur.tensor;

import java.util.ArrayList;
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
/// Splitting a product of small matrices costs more than it gains, and on a busy machine far more:
/// OpenBLAS's threads wait for each other spinning. So with a small model an operation gets one
/// thread, and independent batches run side by side ([#map]). What a batch computes does not depend
/// on it.
public final class Threads {
    /// Models below this many parameters have matrices too small to split; measured in
    /// `bench/README.md`.
    private static final long SMALL = 5_000_000;

    /// Decoding with models from this many parameters is bound by reading their weights.
    private static final long LARGE = 500_000_000;

    /// Steps of so many rows with models below [#MEDIUM] parameters are too short to split: waking
    /// threads takes longer than what they would save.
    private static final int FEW_ROWS = 16;

    private static final long MEDIUM = 50_000_000;

    private Threads() {}

    /// Shares out the cores for a model about to be used on this thread.
    ///
    /// @param parameters of the model
    /// @return how many batches to run side by side, at least 1
    public static int forModel(long parameters) {
        int cores = Runtime.getRuntime().availableProcessors();
        boolean small = parameters < SMALL;
        int perOperation = small ? 1 : cores;
        torch.set_num_threads(perOperation);
        // What oneDNN leaves to OpenBLAS is mostly within attention, which is shared out already.
        openblas_nolapack.blas_set_num_threads(OneDnn.isPresent() ? 1 : perOperation);
        return small ? cores : 1;
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

    /// Applies a function to each piece of work on a thread of its own, with one thread an
    /// operation; to a single piece on this thread.
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

    /// Applies a function to independent pieces of work.
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
        try (ExecutorService pool = Executors.newFixedThreadPool(workers)) {
            List<Future<R>> futures =
                    items.stream().map(item -> pool.submit(() -> onOneThread(work, item))).toList();
            var results = new ArrayList<R>();
            try {
                for (Future<R> future : futures) {
                    R result = future.get();
                    finished.accept(result);
                    results.add(result);
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

    private static <T, R> R onOneThread(Function<T, R> work, T item) {
        torch.set_num_threads(1); // counts for the calling thread alone
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
