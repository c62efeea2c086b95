package dev.murmur.text;

import java.util.List;

/// The template of OpenChat 3.5 and Starling: `<s>GPT4 Correct User: ...<|end_of_turn|>GPT4 Correct
/// Assistant: ...<|end_of_turn|>`; a system message comes first, bare, with its own end of turn.
///
/// Follows OpenChat's training code (C-RLFT, arXiv 2309.11235; `imoneoi/openchat`), where the role
/// prefix ends at the colon and content is tokenised on its own, so the blank before it is the
/// tokenizer's own prefix blank. Tokenising the rendered Jinja string gives the same ids unless the
/// content is empty or begins with white space.
///
/// @param condition what stands before the roles: `GPT4 Correct`, or `Code` or `Math Correct` for
///   the model's modes of that kind
public record OpenChatTemplate(String name, String condition) implements ChatTemplate {
    static final String GPT4 = "GPT4 Correct";
    private static final String BOS = "<s>";
    private static final String END = "<|end_of_turn|>";

    /// The usual one.
    public OpenChatTemplate() {
        this("openchat", GPT4);
    }

    @Override
    public String jinja() {
        String usual =
                "{{ bos_token }}{% for message in messages %}"
                        + "{% if message['role'] in ['user', 'assistant'] %}"
                        + "{% set content = 'GPT4 Correct ' + message['role'].title() + ': ' + message['content'] + '<|end_of_turn|>' %}"
                        + "{{ content }}"
                        + "{% elif message['role'] == 'system' %}"
                        + "{{ message['content'] + '<|end_of_turn|>' }}"
                        + "{% else %}"
                        + "{{ raise_exception('Only user, assistant and system roles are supported!') }}"
                        + "{% endif %}{% endfor %}"
                        + "{% if add_generation_prompt %}{{ 'GPT4 Correct Assistant:' }}{% endif %}";
        return usual.replace(GPT4, condition);
    }

    @Override
    public OpenChatTemplate conditioned(String condition) {
        return new OpenChatTemplate(name, condition);
    }

    @Override
    public RenderedChat render(
            Tokenizer tokenizer, List<ChatMessage> messages, boolean addGenerationPrompt) {
        int end = endOfTurn(tokenizer);
        var tokens =
                new TokenList(tokenizer).add(false, ChatTemplates.marker(this, tokenizer, BOS));
        for (ChatMessage message : messages) {
            boolean reply = message.isAssistant();
            tokens.add(false, tokenizer.encode(prefix(message)))
                    .add(reply, tokenizer.encode(message.content()))
                    .add(reply, end);
        }
        if (addGenerationPrompt) {
            tokens.add(false, tokenizer.encode(condition + " Assistant:"));
        }
        return tokens.toChat();
    }

    @Override
    public int endOfTurn(Tokenizer tokenizer) {
        return ChatTemplates.marker(this, tokenizer, END);
    }

    private String prefix(ChatMessage message) {
        ChatTemplates.checkRole(this, message);
        return switch (message.role()) {
            case ChatMessage.USER -> condition + " User:";
            case ChatMessage.ASSISTANT -> condition + " Assistant:";
            default -> "";
        };
    }
}
