package dev.murmur.objective;

import dev.murmur.data.Candidates;
import dev.murmur.metrics.RunContext;
import java.util.List;

/// How likely replies are under one language model.
public interface Likelihood extends AutoCloseable {
    /// @return for each entry of `batch`, in order, the log-prob of each reply given its prompt,
    ///   summed over the reply's tokens, in nats
    List<double[]> logProbs(List<Candidates> batch, RunContext context);

    /// @return in the same order, how many tokens each reply has
    List<int[]> tokens(List<Candidates> batch);

    @Override
    void close();
}
