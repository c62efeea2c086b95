package dev.murmur.judge;

import java.time.Duration;
import java.util.Optional;

/// Where a chat service is, and how patiently it is asked.
///
/// @param url its base, for example `http://localhost:8000/v1`
/// @param apiKey the key itself; empty sends none that means anything
/// @param keyName where the key came from, for messages that must not show it
/// @param retries further attempts after a refusal that may pass (429, 5xx, no answer in time),
///   each after a longer wait
/// @param timeout of one attempt
public record ChatEndpoint(
        String url, Optional<String> apiKey, String keyName, int retries, Duration timeout) {
    /// Says all but the key.
    @Override
    public String toString() {
        return "ChatEndpoint[url=" + url + ", key of " + keyName + "]";
    }
}
