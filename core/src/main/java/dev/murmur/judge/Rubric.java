package dev.murmur.judge;

import dev.murmur.jinja.JinjaException;
import dev.murmur.jinja.Limits;
import dev.murmur.jinja.Template;
import dev.murmur.jinja.Value;
import dev.murmur.jinja.Values;
import dev.murmur.text.ChatMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.commons.codec.digest.DigestUtils;

/// What a judge is asked: a Jinja template over `messages`, a list of `role` and `content`, and the
/// replies.
public final class Rubric {
    /// A question must not depend on when it is asked, or its answer could never be found again.
    private static final Clock NEVER = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);

    private final Template template;
    private final String name;
    private final String hash;

    private Rubric(String name, String source) {
        try {
            this.template = Template.parse(source);
        } catch (JinjaException e) {
            throw new IllegalArgumentException(
                    name + ":" + e.line() + ": " + e.getMessage() + "; is it a Jinja template?", e);
        }
        this.name = name;
        this.hash = DigestUtils.sha256Hex(source).substring(0, 8);
    }

    /// For one `reply`; asks for `[[rating]]`.
    ///
    /// @param file empty takes the built-in one, a rating from 1 to 10
    /// @throws IllegalArgumentException if the file is not a template that shows the reply
    public static Rubric rating(Optional<Path> file) {
        Rubric rubric = of(file, "rating.jinja");
        rubric.requireShown("reply");
        return rubric;
    }

    /// For two replies, `first` and `second`; asks for `[[A]]`, `[[B]]` or `[[C]]`.
    ///
    /// @param file empty takes the built-in one
    /// @throws IllegalArgumentException if the file is not a template that shows both replies
    public static Rubric comparison(Optional<Path> file) {
        Rubric rubric = of(file, "comparison.jinja");
        rubric.requireShown("first", "second");
        return rubric;
    }

    private static Rubric of(Optional<Path> file, String builtIn) {
        try {
            if (file.isPresent()) {
                return new Rubric(file.get().toString(), Files.readString(file.get()));
            }
            try (InputStream in =
                    Objects.requireNonNull(Rubric.class.getResourceAsStream(builtIn))) {
                return new Rubric(builtIn, new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file.orElse(Path.of(builtIn)), e);
        }
    }

    /// Tells rubrics apart: the first 8 digits of the template's SHA-256.
    public String hash() {
        return hash;
    }

    /// @param replies by the names that the template knows
    /// @throws IllegalArgumentException if the template fails on it
    String ask(List<ChatMessage> messages, Map<String, String> replies) {
        var variables = new TreeMap<String, Value>();
        variables.put(
                "messages",
                Values.of(
                        messages.stream()
                                .map(m -> Map.of("role", m.role(), "content", m.content()))
                                .toList()));
        replies.forEach((reply, text) -> variables.put(reply, Values.of(text)));
        try {
            return template.render(variables, NEVER, Limits.USUAL).string();
        } catch (JinjaException e) {
            throw new IllegalArgumentException(name + ":" + e.line() + ": " + e.getMessage(), e);
        }
    }

    /// A judge that does not see what it judges would say something all the same.
    private void requireShown(String... replies) {
        var marked = new TreeMap<String, String>();
        for (String reply : replies) {
            marked.put(reply, "<<" + reply + ">>");
        }
        String asked = ask(List.of(ChatMessage.user("<<question>>")), marked);
        marked.put("messages", "<<question>>");
        marked.forEach((variable, mark) -> {
            if (!asked.contains(mark)) {
                throw new IllegalArgumentException(
                        name
                                + " does not show '"
                                + variable
                                + "' to the judge; write {{ "
                                + (variable.equals("messages") ? "messages[-1].content" : variable)
                                + " }} where it should stand");
            }
        });
    }
}
