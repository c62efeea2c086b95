package dev.murmur.text;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The built-in chat templates by name, and which of them a model folder asks for.
public final class ChatTemplates {
    /// Every template, by the name that recipes use.
    public static final Map<String, ChatTemplate> BY_NAME =
            BuiltInTemplates.all().stream()
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

    /// A template and the file of a model folder it comes from.
    public record Origin(ChatTemplate template, Path file) {}

    /// A built-in template, or one in a file.
    ///
    /// @param name a name, or a path that ends in `.jinja`
    /// @throws IllegalArgumentException if no template has this name; lists those that exist
    /// @throws TokenizerException if the file is missing or is not a template
    public static ChatTemplate named(String name) {
        if (name.endsWith(".jinja")) {
            return file(Path.of(name));
        }
        ChatTemplate template = BY_NAME.get(name);
        if (template == null) {
            throw new IllegalArgumentException(
                    "model.template is '"
                            + name
                            + "', must be a .jinja file or one of: "
                            + names());
        }
        return template;
    }

    /// The template of a model folder: its `chat_template.jinja`, or else the `chat_template` of
    /// its `tokenizer_config.json`, where a list the one named `default`. One whose text is that of
    /// a built-in is the built-in. Never a guess from the model's name.
    ///
    /// @throws TokenizerException if the folder has none, or it is not a template
    public static ChatTemplate detect(Path modelFolder) {
        return find(modelFolder)
                .orElseThrow(() ->
                        new TokenizerException(
                                modelFolder
                                        + " has no chat template; set model.template to a .jinja"
                                        + " file or one of: "
                                        + names()))
                .template();
    }

    /// As [#detect], with the file it comes from, or empty if the folder has none.
    ///
    /// @throws TokenizerException if it is not a template
    public static Optional<Origin> find(Path modelFolder) {
        return TemplateFiles.find(modelFolder)
                .map(found -> new Origin(of(found.origin(), found.source()), found.origin()));
    }

    /// Writes `chat_template.jinja` into a model folder.
    public static void write(ChatTemplate template, Path modelFolder) {
        TemplateFiles.write(template.jinja(), modelFolder);
    }

    /// The id of a template's marker.
    static int marker(ChatTemplate template, Tokenizer tokenizer, String token) {
        return tokenizer.id(token).orElseThrow(() -> lacks(template, token));
    }

    static IllegalArgumentException lacks(ChatTemplate template, String token) {
        return new IllegalArgumentException(
                "the template "
                        + template.name()
                        + " needs the token "
                        + token
                        + ", which the tokenizer does not have; is it the model's own template?");
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

    private static ChatTemplate file(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new TokenizerException(file + " is not a file; model.template names a template");
        }
        return JinjaTemplate.parse(file.toString(), TemplateFiles.read(file));
    }

    private static ChatTemplate of(Path origin, String source) {
        String text = source.strip();
        String published = PUBLISHED.get(text);
        return BuiltInTemplates.all().stream()
                .filter(template ->
                        template.jinja().strip().equals(text) || template.name().equals(published))
                .findFirst()
                .orElseGet(() -> JinjaTemplate.parse(origin.toString(), source));
    }

    private static String names() {
        return BY_NAME.keySet().stream().sorted().collect(Collectors.joining(", "));
    }
}
