package dev.murmur.jinja;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.murmur.golden.Golden;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/// What Jinja2 3.1.6 renders with the settings of Hugging Face, byte for byte
/// (`tools/golden/templates.py`). `EXC` stands for `raise_exception`, whose message must be the
/// same, `ERR` for any other refusal.
class TemplateGoldenTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Clock CLOCK =
            Clock.fixed(Instant.parse("2026-11-21T10:05:09Z"), ZoneOffset.UTC);

    @Test
    void rendersOurTemplatesAsJinja2Does() {
        JsonNode file = Golden.json("templates.json");
        List<JsonNode> cases = file.get("cases").valueStream().toList();

        assertThat(cases).hasSizeGreaterThan(150);
        assertThat(cases)
                .allSatisfy(entry -> {
                    JsonNode context = entry.get("ctx");
                    check(
                            entry,
                            context.isTextual()
                                    ? file.get("contexts").get(context.textValue())
                                    : context);
                });
    }

    /// A list of the same entries, each with its own context.
    @Test
    @EnabledIfEnvironmentVariable(named = "MURMUR_CHAT_TEMPLATES", matches = ".+")
    void rendersOthersTemplatesAsJinja2Does() throws IOException {
        JsonNode cases = JSON.readTree(Path.of(System.getenv("MURMUR_CHAT_TEMPLATES")).toFile());

        assertThat(cases).isNotEmpty().allSatisfy(entry -> check(entry, entry.get("ctx")));
    }

    private static void check(JsonNode entry, JsonNode context) {
        String golden = entry.get("golden").textValue();
        String ours = render(entry.get("template").textValue(), context);
        if (golden.startsWith("ERR ")) {
            assertThat(ours).as(entry.get("name").textValue()).startsWith("ERR ");
        } else {
            assertThat(ours).as(entry.get("name").textValue()).isEqualTo(golden);
        }
    }

    private static String render(String source, JsonNode context) {
        Map<String, Object> data = JSON.convertValue(context, new TypeReference<>() {});
        var variables = new LinkedHashMap<String, Value>();
        data.forEach((name, value) -> variables.put(name, Values.written(value)));
        try {
            return Template.parse(source).render(variables, CLOCK, Limits.USUAL).string();
        } catch (JinjaException e) {
            return (e.isRaised() ? "EXC " : "ERR ") + e.getMessage();
        }
    }
}
