package dev.murmur.generation;

import dev.murmur.data.Candidates;
import dev.murmur.data.Prompt;
import dev.murmur.metrics.RunContext;
import java.util.List;
import java.util.Optional;

/// Writes replies. Where it runs (this process, a cluster) is the implementation's business.
public interface CandidateGenerator extends AutoCloseable {
    /// @return one entry a prompt, in order; replies depend on the seed and the prompt's id, never
    ///   on the batch
    default List<Candidates> generate(
            List<Prompt> prompts, SamplingParams params, RunContext context) {
        return sample(prompts, params, context).stream().map(Sampled::candidates).toList();
    }

    /// The same replies, and how likely each of their tokens was.
    List<Sampled> sample(List<Prompt> prompts, SamplingParams params, RunContext context);

    /// How far the last sampling in another precision than the model's own was from it, measured on
    /// a few replies the first time that a model is sampled from as it is; empty in the model's
    /// own.
    default Optional<LogProbGap> computeGap() {
        return Optional.empty();
    }

    /// The best replies that a beam search finds, best first.
    ///
    /// @return one entry a prompt, in order, with `params.n()` replies
    List<Candidates> search(List<Prompt> prompts, BeamParams params, RunContext context);

    @Override
    void close();
}
