package dev.murmur.text;

import dev.murmur.jinja.JinjaException;
import dev.murmur.jinja.Limits;
import dev.murmur.jinja.Template;
import dev.murmur.jinja.Text;
import dev.murmur.jinja.Value;
import dev.murmur.jinja.Values;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/// Renders messages with a Jinja template and a tokenizer's own names for its tokens.
///
/// @param name of the template, for messages
record Conversations(String name, Template template, Clock clock, Tokenizer tokenizer) {
    /// Roles that a template may build a marker from; any other is text like the content.
    private static final Set<String> ROLES =
            Set.of(ChatMessage.SYSTEM, ChatMessage.USER, ChatMessage.ASSISTANT, "tool");

    /// @throws IllegalArgumentException if the template refuses the conversation
    /// @throws TokenizerException if the template cannot be rendered
    TemplateText render(List<ChatMessage> messages, boolean addGenerationPrompt) {
        Map<String, Value> variables = new LinkedHashMap<>();
        putToken(variables, "bos_token", tokenizer.bos());
        putToken(variables, "eos_token", tokenizer.eos());
        putToken(variables, "pad_token", tokenizer.pad());
        variables.put("tools", Values.of(null));
        variables.put("documents", Values.of(null));
        variables.put("add_generation_prompt", Values.of(addGenerationPrompt));
        variables.put(
                "messages", Values.of(messages.stream().map(Conversations::message).toList()));
        try {
            return TemplateText.of(
                    template.render(variables, clock, Limits.USUAL), tokenizer.specials());
        } catch (JinjaException e) {
            throw problem(e);
        }
    }

    private void putToken(Map<String, Value> variables, String key, OptionalInt id) {
        id.ifPresent(i -> variables.put(key, Text.of(tokenizer.decodeWithSpecials(i))));
    }

    private static Value message(ChatMessage message) {
        Text role =
                ROLES.contains(message.role())
                        ? Text.of(message.role())
                        : Text.written(message.role());
        var entries = new LinkedHashMap<String, Value>();
        entries.put("role", role);
        entries.put("content", Text.written(message.content()));
        return Values.dict(entries);
    }

    private RuntimeException problem(JinjaException e) {
        return e.isRaised()
                ? new IllegalArgumentException(
                        "the template " + name + " refuses the conversation: " + e.getMessage(), e)
                : new TokenizerException(JinjaTemplate.located(name, e), e);
    }
}
