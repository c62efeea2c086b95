package dev.murmur.data;

/// What to do with a row whose prompt and longest reply do not fit the limit. A reply is never cut.
public enum Overlong {
    /// Stop with an error that counts such rows.
    ERROR,
    /// Leave the row out, counted.
    DROP,
    /// Cut the prompt's oldest tokens, keeping a beginning-of-sequence token; a row is left out,
    /// counted, if its reply alone leaves no room for a token of the prompt.
    LEFT
}
