package dev.murmur.text;

import java.util.List;

/// Turns messages into the token ids a model was trained on. Implementations are stateless.
///
/// Text of a turn is always encoded on its own and its ids are concatenated with those of the
/// markers, so the ids of a prompt are a prefix of the ids of prompt and reply, whatever the reply
/// is.
public interface ChatTemplate {
    /// The name recipes use, for example `openchat`.
    String name();

    /// The same template in the Jinja dialect of Hugging Face, written to exported folders as
    /// `chat_template.jinja`.
    String jinja();

    /// Renders a conversation.
    ///
    /// @param addGenerationPrompt whether to end with the marker that opens an assistant turn
    /// @throws IllegalArgumentException if a role is unknown to the template or a marker is not in
    ///   the vocabulary
    RenderedChat render(
            Tokenizer tokenizer, List<ChatMessage> messages, boolean addGenerationPrompt);

    /// The token that ends an assistant turn.
    int endOfTurn(Tokenizer tokenizer);
}
