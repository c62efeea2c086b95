package dev.murmur.benchmark;

import dev.murmur.metrics.RunContext;
import java.util.List;

/// A model that is measured by its replies.
public interface Replier extends AutoCloseable {
    /// @param run from 0, for questions that are asked several times
    /// @return one a question, in order
    List<ChatReply> reply(List<ChatQuestion> questions, int run, RunContext context);

    @Override
    void close();
}
