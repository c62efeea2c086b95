package dev.murmur.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;

/// The templates that come with Murmur. To add one: a `.jinja` file beside this package's resources
/// and a line here.
final class BuiltInTemplates {
    private static final String HEADER = "<|start_header_id|>";

    private static final List<ChatTemplate> ALL =
            List.of(
                    new ChatMlTemplate(),
                    new OpenChatTemplate(),
                    new OpenChatTemplate("openchat-code", "Code"),
                    new OpenChatTemplate("openchat-math", "Math Correct"),
                    new OpenChatTemplate("starling", OpenChatTemplate.GPT4),
                    jinja("llama-2", "bos_token", "eos_token"),
                    jinja("llama-3", "bos_token", HEADER, "<|end_header_id|>", "<|eot_id|>"),
                    jinja("mistral-instruct", "bos_token", "eos_token"),
                    jinja("zephyr", "eos_token"),
                    jinja("merlinite", "<|system|>", "<|user|>", "<|assistant|>", "<|endoftext|>"),
                    jinja("alpaca", "bos_token", "eos_token"));

    private BuiltInTemplates() {}

    /// Every one, the first of equal ones being that which a model folder's own text is taken for.
    static List<ChatTemplate> all() {
        return ALL;
    }

    private static ChatTemplate jinja(String name, String... needs) {
        return JinjaTemplate.parse(
                name,
                source(name + ".jinja"),
                List.of(needs),
                Clock.system(ZoneId.systemDefault()));
    }

    private static String source(String file) {
        try (InputStream in =
                Objects.requireNonNull(BuiltInTemplates.class.getResourceAsStream(file), file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
