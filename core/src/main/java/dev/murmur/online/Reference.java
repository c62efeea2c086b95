package dev.murmur.online;

/// Which model an iteration's policy is compared with while it trains.
public enum Reference {
    /// The model the run started from, in every iteration.
    INITIAL,
    /// The policy that the iteration starts from.
    PREVIOUS,
    /// No model: the loss compares with none.
    NONE
}
