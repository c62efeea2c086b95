package dev.murmur.text;

import java.util.List;

/// The template of OpenChat 3.5 and Starling: `<s>GPT4 Correct User: ...<|end_of_turn|>GPT4 Correct
/// Assistant: ...<|end_of_turn|>`; a system message comes first, bare, with its own end of turn.
///
/// Follows OpenChat's training code (C-RLFT, arXiv 2309.11235; `imoneoi/openchat`), where the role
/// prefix ends at the colon and content is tokenised on its own, so the blank before it is the
/// tokenizer's own prefix blank. Tokenising the rendered Jinja string gives the same ids unless the
/// content is empty or begins with white space.
public record OpenChatTemplate() implements ChatTemplate {
    private static final String BOS = "<s>";
    private static final String END = "<|end_of_turn|>";
    private static final String USER = "GPT4 Correct User:";
    private static final String ASSISTANT = "GPT4 Correct Assistant:";

    @Override
    public String name() {
        return "openchat";
    }

    @Override
    public String jinja() {
        return "{{ bos_token }}{% for message in messages %}"
                + "{% if message['role'] in ['user', 'assistant'] %}"
                + "{% set content = 'GPT4 Correct ' + message['role'].title() + ': ' + message['content'] + '<|end_of_turn|>' %}"
                + "{{ content }}"
                + "{% elif message['role'] == 'system' %}"
                + "{{ message['content'] + '<|end_of_turn|>' }}"
                + "{% else %}"
                + "{{ raise_exception('Only user, assistant and system roles are supported!') }}"
                + "{% endif %}{% endfor %}"
                + "{% if add_generation_prompt %}{{ 'GPT4 Correct Assistant:' }}{% endif %}";
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
            tokens.add(false, tokenizer.encode(ASSISTANT));
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
            case ChatMessage.USER -> USER;
            case ChatMessage.ASSISTANT -> ASSISTANT;
            default -> "";
        };
    }
}
