package dev.murmur.judge;

import java.io.UncheckedIOException;

/// Asks a chat model. For any number of threads.
@FunctionalInterface
public interface ChatService extends AutoCloseable {
    /// @throws UncheckedIOException if there is no answer, however often it was asked; the message
    ///   says where, what happened and what would help
    ChatAnswer ask(ChatRequest request);

    @Override
    default void close() {}
}
