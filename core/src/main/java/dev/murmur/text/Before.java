package dev.murmur.text;

/// What stands before a text in its sequence. A tokenizer may put a blank in front of a text; where
/// it does decides the tokenizer, and this.
public enum Before {
    /// The text is the first of its sequence.
    NOTHING,
    /// A special token: text begins anew there, and gets the blank again unless the tokenizer gives
    /// it to the first text only (`legacy: false`).
    SPECIAL,
    /// Other text, which this one continues: never a blank.
    TEXT
}
