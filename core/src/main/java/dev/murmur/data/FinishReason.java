package dev.murmur.data;

import com.fasterxml.jackson.annotation.JsonProperty;

/// Why a reply ended. A reply cut at the length limit has no end-of-turn token, and none is ever
/// taught or scored.
public enum FinishReason {
    @JsonProperty("stop")
    STOP,
    @JsonProperty("length")
    LENGTH
}
