package dev.murmur.objective;

import dev.murmur.data.Candidates;
import dev.murmur.metrics.RunContext;
import java.util.List;

/// How likely replies are under one language model.
public interface Likelihood extends AutoCloseable {
    /// @return for each entry of `batch`, in order, the log-prob of each reply given its prompt,
    ///   summed over the reply's tokens, in nats
    List<double[]> logProbs(List<Candidates> batch, RunContext context);

    /// @return the same divided by how many tokens the reply has here, in nats a token
    List<double[]> meanLogProbs(List<Candidates> batch, RunContext context);

    /// @param pairs two replies each, the chosen first
    /// @return for each, in order, what the model thinks of it
    List<PairSums> pairLogProbs(List<Candidates> pairs, RunContext context);

    @Override
    void close();
}
