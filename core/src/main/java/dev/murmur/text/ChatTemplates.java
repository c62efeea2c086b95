package dev.murmur.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The built-in chat templates by name, and which of them a model folder asks for.
public final class ChatTemplates {
    /// Every template, by the name that recipes use.
    public static final Map<String, ChatTemplate> BY_NAME =
            Stream.of(new ChatMlTemplate(), new OpenChatTemplate())
                    .collect(Collectors.toUnmodifiableMap(ChatTemplate::name, Function.identity()));

    /// Other spellings under which models were published, by the text of their Jinja.
    private static final Map<String, String> PUBLISHED =
            Map.of(
                    // Yi-6B-Chat, Yi-34B-Chat
                    "{% if not add_generation_prompt is defined %}{% set add_generation_prompt = false %}{% endif %}"
                            + "{% for message in messages %}"
                            + "{{'<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n'}}"
                            + "{% endfor %}"
                            + "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}",
                    "chatml",
                    // openchat-3.5, Starling-LM-7B-alpha
                    "{{ bos_token }}{% for message in messages %}"
                            + "{{ 'GPT4 Correct ' + message['role'].title() + ': ' + message['content'] + '<|end_of_turn|>'}}"
                            + "{% endfor %}"
                            + "{% if add_generation_prompt %}{{ 'GPT4 Correct Assistant:' }}{% endif %}",
                    "openchat");

    private static final Set<String> ROLES =
            Set.of(ChatMessage.SYSTEM, ChatMessage.USER, ChatMessage.ASSISTANT);

    private ChatTemplates() {}

    /// @throws IllegalArgumentException if no template has this name; lists those that exist
    public static ChatTemplate named(String name) {
        ChatTemplate template = BY_NAME.get(name);
        if (template == null) {
            throw new IllegalArgumentException(
                    "model.template is '" + name + "', must be one of: " + names());
        }
        return template;
    }

    /// The template of a model folder: the built-in whose Jinja equals the folder's
    /// `chat_template.jinja`, or else the `chat_template` of its `tokenizer_config.json`. Never a
    /// guess from the model's name.
    ///
    /// @throws TokenizerException if the folder has none, or one that is not built in
    public static ChatTemplate detect(Path modelFolder) {
        String jinja =
                jinjaOf(modelFolder)
                        .orElseThrow(() ->
                                new TokenizerException(
                                        modelFolder
                                                + " has no chat template; set"
                                                + " model.template to one of: "
                                                + names()));
        ChatTemplate template = byJinja().get(jinja.strip());
        if (template == null) {
            throw new TokenizerException(
                    "the chat template of "
                            + modelFolder
                            + " is none of the built-in ones; set model.template to one of: "
                            + names()
                            + ", if the model was trained with it");
        }
        return template;
    }

    /// Writes `chat_template.jinja` into a model folder.
    public static void write(ChatTemplate template, Path modelFolder) {
        try {
            Files.writeString(modelFolder.resolve("chat_template.jinja"), template.jinja());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The id of a template's marker.
    static int marker(ChatTemplate template, Tokenizer tokenizer, String token) {
        return tokenizer
                .id(token)
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "the template "
                                        + template.name()
                                        + " needs the token "
                                        + token
                                        + ", which the tokenizer does not have; is it the"
                                        + " model's own template?"));
    }

    static void checkRole(ChatTemplate template, ChatMessage message) {
        if (!ROLES.contains(message.role())) {
            throw new IllegalArgumentException(
                    "the template "
                            + template.name()
                            + " has no role '"
                            + message.role()
                            + "'; roles are system, user and assistant");
        }
    }

    private static String names() {
        return BY_NAME.keySet().stream().sorted().collect(Collectors.joining(", "));
    }

    private static Map<String, ChatTemplate> byJinja() {
        var templates = new HashMap<String, ChatTemplate>();
        BY_NAME.values().forEach(template -> templates.put(template.jinja(), template));
        PUBLISHED.forEach((jinja, name) -> templates.put(jinja, named(name)));
        return templates;
    }

    private static Optional<String> jinjaOf(Path modelFolder) {
        Path file = modelFolder.resolve("chat_template.jinja");
        if (Files.exists(file)) {
            try {
                return Optional.of(Files.readString(file));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        JsonNode template =
                NamedTokens.treeOrMissing(modelFolder.resolve("tokenizer_config.json"))
                        .path("chat_template");
        for (JsonNode entry : template) { // a list of named ones: the one called default
            if (entry.path("name").asText().equals("default")) {
                return Optional.of(entry.path("template").asText());
            }
        }
        return Optional.ofNullable(template.textValue());
    }
}
