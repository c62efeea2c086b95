package dev.murmur.judge;

import java.util.ServiceLoader;

/// Opens chat services; one implementation is looked for on the class path ([ServiceLoader]).
public interface ChatServiceProvider {
    ChatService open(ChatEndpoint endpoint);

    /// The one on the class path.
    ///
    /// @throws IllegalStateException if there is none
    static ChatServiceProvider find() {
        return ServiceLoader.load(ChatServiceProvider.class)
                .findFirst()
                .orElseThrow(() ->
                        new IllegalStateException(
                                "a judge needs a chat client, and none is on the class path;"
                                        + " murmur-cli brings one"));
    }
}
