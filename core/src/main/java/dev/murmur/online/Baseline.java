package dev.murmur.online;

import dev.murmur.data.Candidates;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/// What policies are compared with on the held-out prompts.
public sealed interface Baseline {
    /// A model, most often the one that the policies were made of; with the same tokenizer.
    ///
    /// @param folder the model's
    /// @param decoding how it replies
    record Model(Path folder, Decoding decoding) implements Baseline {}

    /// Replies that are there already, one to each held-out prompt, in their order. How likely they
    /// make a policy's replies is not known, so there is no KL.
    ///
    /// @param replies with the ids that the policies' tokenizer gives them
    record Replies(Part<Supplier<List<Candidates>>> replies) implements Baseline {}
}
