package dev.murmur.judge;

import dev.murmur.metrics.RunContext;
import java.util.List;

/// Asks many questions, each only once: what was asked before, by any run with the same cache, is
/// read from disk.
public interface Panel extends AutoCloseable {
    /// @param what names the work for progress
    /// @return the answers, in order
    /// @throws java.io.UncheckedIOException if one could not be had; those that could are in the
    ///   cache
    List<ChatAnswer> ask(List<ChatRequest> requests, String what, RunContext context);

    @Override
    void close();
}
