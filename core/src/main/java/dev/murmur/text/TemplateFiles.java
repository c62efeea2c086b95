package dev.murmur.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Where model folders keep their chat template.
final class TemplateFiles {
    private static final String FILE = "chat_template.jinja";
    private static final String CONFIG = "tokenizer_config.json";

    private TemplateFiles() {}

    /// @param origin the file it stands in
    record Found(Path origin, String source) {}

    /// `chat_template.jinja`, or else `chat_template` of `tokenizer_config.json`: a text, or a list
    /// of named ones, of which `default` is taken.
    ///
    /// @throws TokenizerException if it is something else
    static Optional<Found> find(Path modelFolder) {
        Path file = modelFolder.resolve(FILE);
        if (Files.exists(file)) {
            return Optional.of(new Found(file, read(file)));
        }
        Path config = modelFolder.resolve(CONFIG);
        JsonNode template = NamedTokens.treeOrMissing(config).path("chat_template");
        if (template.isMissingNode() || template.isNull()) {
            return Optional.empty();
        }
        return Optional.of(new Found(config, source(config, template)));
    }

    private static String source(Path config, JsonNode template) {
        if (template.isTextual()) {
            return template.textValue();
        }
        List<String> names = new ArrayList<>();
        for (JsonNode entry : template) {
            String name = entry.path("name").asText();
            if (name.equals("default") && entry.path("template").isTextual()) {
                return entry.path("template").textValue();
            }
            names.add(name);
        }
        throw new TokenizerException(
                config
                        + ": chat_template is neither a text nor a list with one named 'default'"
                        + (names.isEmpty() ? "" : ", only " + names));
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void write(String source, Path modelFolder) {
        try {
            Files.writeString(modelFolder.resolve(FILE), source);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
