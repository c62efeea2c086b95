package dev.murmur.text;

import java.util.List;

/// ChatML as Yi and many others use it: `<|im_start|>role\ncontent<|im_end|>\n`, no
/// beginning-of-sequence token.
///
/// Departs from rendering to one string and tokenising that only where a token would straddle the
/// line break after `assistant` (a reply that begins with a line break): here it never does.
public record ChatMlTemplate() implements ChatTemplate {
    private static final String START = "<|im_start|>";
    private static final String END = "<|im_end|>";

    @Override
    public String name() {
        return "chatml";
    }

    @Override
    public String jinja() {
        return "{% for message in messages %}"
                + "{{'<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n'}}"
                + "{% endfor %}"
                + "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";
    }

    @Override
    public RenderedChat render(
            Tokenizer tokenizer, List<ChatMessage> messages, boolean addGenerationPrompt) {
        int start = ChatTemplates.marker(this, tokenizer, START);
        int end = endOfTurn(tokenizer);
        var tokens = new TokenList(tokenizer);
        for (ChatMessage message : messages) {
            ChatTemplates.checkRole(this, message);
            boolean reply = message.isAssistant();
            tokens.special(false, start)
                    .text(false, message.role() + "\n")
                    .text(reply, message.content())
                    .special(reply, end)
                    .text(false, "\n");
        }
        if (addGenerationPrompt) {
            tokens.special(false, start).text(false, ChatMessage.ASSISTANT + "\n");
        }
        return tokens.toChat();
    }

    @Override
    public int endOfTurn(Tokenizer tokenizer) {
        return ChatTemplates.marker(this, tokenizer, END);
    }
}
