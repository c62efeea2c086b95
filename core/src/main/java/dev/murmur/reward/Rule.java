package dev.murmur.reward;

import dev.murmur.data.DataException;
import dev.murmur.data.Prompt;

/// A judgement that a program can make: it knows from the prompt's row what a good reply contains.
@FunctionalInterface
public interface Rule {
    /// Scores one reply.
    ///
    /// @param reply the reply's text, without template markers
    /// @return higher is better, comparable within a prompt
    /// @throws DataException if the prompt's row lacks what the rule needs
    double score(Prompt prompt, String reply);
}
