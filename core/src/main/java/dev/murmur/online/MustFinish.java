package dev.murmur.online;

/// Which side of a pair must have ended by itself rather than at the length limit.
public enum MustFinish {
    /// The chosen reply, since imitating one that was cut off teaches not to end.
    CHOSEN,
    /// Both replies.
    BOTH,
    /// Neither, as in the scripts of RLHFlow.
    NEITHER
}
