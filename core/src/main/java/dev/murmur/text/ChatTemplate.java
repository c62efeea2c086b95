package dev.murmur.text;

import java.util.List;

/// Turns messages into the token ids a model was trained on. Implementations are stateless.
///
/// The ids of a prompt are a prefix of the ids of prompt and reply, whatever the reply is: a
/// reply's text is never encoded together with the prompt's. Nothing that a message says becomes a
/// special token.
public interface ChatTemplate {
    /// The name recipes use, for example `openchat`, or the file it was read from.
    String name();

    /// The same template in the Jinja dialect of Hugging Face, written to exported folders as
    /// `chat_template.jinja`.
    String jinja();

    /// Renders a conversation.
    ///
    /// @param addGenerationPrompt whether to end with the marker that opens an assistant turn
    /// @throws IllegalArgumentException if a role is unknown to the template, a marker is not in
    ///   the vocabulary, or the assistant's part cannot be told
    RenderedChat render(
            Tokenizer tokenizer, List<ChatMessage> messages, boolean addGenerationPrompt);

    /// The ids of a conversation that asks for a reply.
    ///
    /// @throws IllegalArgumentException as [#render], but never for the assistant's part
    default int[] prompt(Tokenizer tokenizer, List<ChatMessage> messages) {
        return render(tokenizer, messages, true).ids();
    }

    /// Renders a conversation that ends with a reply which is all that is learnt of it: earlier
    /// turns of the assistant's may be left unmarked.
    ///
    /// @throws IllegalArgumentException as [#render], but never for the part of an earlier turn
    default RenderedChat answered(Tokenizer tokenizer, List<ChatMessage> messages) {
        return render(tokenizer, messages, false);
    }

    /// The same template with another text before its roles, which says what class of data a
    /// conversation is of (C-RLFT, arXiv 2309.11235).
    ///
    /// @throws IllegalArgumentException if the template has no such text
    default ChatTemplate conditioned(String condition) {
        throw new IllegalArgumentException(
                "the template "
                        + name()
                        + " has no condition before its roles, so not '"
                        + condition
                        + "'; openchat has");
    }

    /// The token that ends an assistant turn.
    int endOfTurn(Tokenizer tokenizer);
}
